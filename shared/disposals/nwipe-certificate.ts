/**
 * Reads the certificate that newer versions of nwipe print for each drive as a PDF (seen: 0.42). Its page holds labels, each
 * with its value to the right on the same line. A drive is only *erased* when its status says so, every round was
 * completed, all of it was reached and no error was counted. Pure; never throws.
 */
import type { Result } from './methods.ts';
import { onlyLooks, serialOf, textOf, type WipedDrive, type WipeLog } from './nwipe-log.ts';

/** A piece of text of a page, with its left end and its base line in points, upwards from the bottom. */
export interface PlacedText {
  text: string;
  x: number;
  y: number;
}

const labels = [
  'Make/Model',
  'Serial',
  'Size(Apparent)',
  'Size(Real)',
  'Bus',
  'Start time',
  'End time',
  'Duration',
  'Status',
  'Method',
  'PRNG algorithm',
  'Final Pass(Zeros/Ones/None)',
  'Verify Pass(Last/All/None)',
  '*Bytes Erased',
  'Rounds(completed/requested)',
  'HPA/DCO',
  'HPA/DCO Size',
  'Throughput',
  'Errors(pass/sync/verify/retries)',
  'Information',
] as const;
type Label = (typeof labels)[number];

/** Pieces on one line may differ by so much, in points. */
const sameLine = 3;

export function readWipeCertificate(page: readonly PlacedText[]): WipeLog | { problem: string } {
  const all = page.map(one => one.text.trim()).join('\n');
  if (/^System Erasure Report$/m.test(all))
    return {
      problem:
        'This is nwipe’s report of a whole computer. Choose the certificates of its single disks, whose names begin with “nwipe_report_”.',
    };
  const value = (label: Label) => besideLabel(page, label);
  const version = /NWIPE version ([\w.+-]{1,20})/i.exec(all)?.[1];
  if (version === undefined || value('Status') === null || value('Make/Model') === null)
    return {
      problem:
        'This PDF is not nwipe’s certificate of a disk. A contractor’s certificate is entered with its collection; anything else is noted by hand with the drive.',
    };
  const verify = value('Verify Pass(Last/All/None)');
  return {
    tool: 'nwipe',
    version,
    method: textOf(value('Method') ?? ''),
    rounds: Number(/^(\d+)\/\d+$/.exec(value('Rounds(completed/requested)') ?? '')?.[1]) || null,
    verification: /^(last|all)$/i.test(verify ?? '') ? 'full' : 'none',
    startedAt: momentOf(value('Start time')),
    endedAt: momentOf(value('End time')),
    drives: [driveOf(value, all)],
    problems: /^X{6,}$/.test(value('Serial') ?? '')
      ? ['The serial number was hidden by nwipe’s option --quiet, so nothing can be matched by it.']
      : [],
  };
}

/** What stands right of a label, up to the next label of its line; null where the label is not there. */
function besideLabel(page: readonly PlacedText[], label: Label): string | null {
  const own = page.find(one => one.text.trim() === `${label}:`);
  if (own === undefined) return null;
  const right = page
    .filter(one => Math.abs(one.y - own.y) <= sameLine && one.x > own.x)
    .sort((a, b) => a.x - b.x);
  const next = right.findIndex(one => labels.some(other => one.text.trim() === `${other}:`));
  return (next < 0 ? right : right.slice(0, next))
    .map(one => one.text.trim())
    .filter(text => text !== '')
    .join(' ');
}

const words: Record<string, [Result, string]> = {
  ERASED: ['passed', ''],
  FAILED: ['failed', 'nwipe says that it failed'],
  ABORTED: ['aborted', 'Somebody stopped it'],
  INSANITY: ['failed', 'nwipe failed in itself'],
};

function driveOf(value: (label: Label) => string | null, all: string): WipedDrive {
  const status = /^[A-Z]+/.exec(value('Status') ?? '')?.[0] ?? '';
  const [said, why] = words[status] ?? ['failed', `Unknown status “${(value('Status') ?? '').slice(0, 40)}”`];
  const faults = faultsOf(value);
  const doubts = doubtsOf(value, all);
  let result: Result = said;
  if (faults.length > 0 && result !== 'aborted') result = 'failed';
  else if (doubts.length > 0 && result === 'passed') result = 'passed_with_warning';
  const size = /(\d{1,18}) ?B(?:ytes)?\b/i.exec(value('Size(Real)') ?? '')?.[1];
  return {
    device: 'disk',
    model: textOf(value('Make/Model') ?? ''),
    serial: serialOf(value('Serial') ?? ''),
    sizeBytes: size === undefined ? null : Number(size),
    result,
    trouble: [why, ...faults, ...doubts].filter(part => part !== '').join('; '),
    hidden: hiddenOf(value('HPA/DCO'), all),
  };
}

const errorNames = ['pass errors', 'errors while flushing', 'verification errors'];

function faultsOf(value: (label: Label) => string | null): string[] {
  const counted = /^(\d+)\/(\d+)\/(\d+)/.exec(value('Errors(pass/sync/verify/retries)') ?? '');
  const rounds = /^(\d+)\/(\d+)$/.exec(value('Rounds(completed/requested)') ?? '');
  const faults =
    counted === null
      ? ['errors are not stated']
      : errorNames.flatMap((name, at) =>
          Number(counted[at + 1]) > 0 ? [`${name}: ${counted[at + 1]}`] : [],
        );
  if (onlyLooks(value('Method'))) faults.push('its method only looks and erases nothing');
  if (rounds === null) faults.push('rounds are not stated');
  else if (Number(rounds[1]) < Number(rounds[2]))
    faults.push(`${rounds[1]} of ${rounds[2]} rounds were completed`);
  return faults;
}

/** What was hidden, or was not reached, was not overwritten. */
function doubtsOf(value: (label: Label) => string | null, all: string): string[] {
  const doubts: string[] = [];
  const part = /\((\d{1,3}(?:\.\d+)?)%\)/.exec(value('*Bytes Erased') ?? '')?.[1];
  if (part === undefined) doubts.push('how much was erased is not stated');
  else if (Number(part) < 100) doubts.push(`${part}% was erased`);
  if (/hidden sectors NOT erased/i.test(all)) doubts.push('hidden sectors were not erased');
  else if (/can not determine hidden sector status/i.test(all))
    doubts.push('whether sectors are hidden could not be determined');
  else if (/See Warning/i.test(all)) doubts.push('nwipe printed a warning on it');
  return doubts;
}

function hiddenOf(said: string | null, all: string): WipedDrive['hidden'] {
  if (/hidden sectors NOT erased/i.test(all)) return 'no';
  return /no hidden sectors/i.test(said ?? '') ? 'yes' : 'unknown';
}

/** `2026/11/22 21:37:00` as `2026-11-22 21:37:00`. */
function momentOf(text: string | null): string | null {
  const found = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)$/.exec(text ?? '');
  return found === null ? null : `${found[1]}-${found[2]}-${found[3]} ${found[4]}`;
}
