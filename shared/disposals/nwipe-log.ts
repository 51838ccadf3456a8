/**
 * Reads the log that nwipe writes (seen: 0.33 and 0.34 of Debian). What each drive came to is in two tables at its end;
 * models are cut short there, so model and serial are taken from the line in which the drive was found, where there is one.
 * A drive is only *erased* when its own row of the table says so and no error was counted for it. Pure; never throws.
 */
import type { Result, Verification } from './methods.ts';

export interface WipedDrive {
  /** `sdb` */
  device: string;
  model: string | null;
  /** As printed; what cannot be a serial, such as the memory that 0.33 prints for a loop device, is null. */
  serial: string | null;
  sizeBytes: number | null;
  result: Result;
  /** Why it did not pass, in words; empty when it did. */
  trouble: string;
  /** Whether sectors that a drive can hide are known to be dealt with. */
  hidden: 'yes' | 'no' | 'unknown';
}

export interface WipeLog {
  tool: string;
  version: string | null;
  method: string | null;
  rounds: number | null;
  verification: Verification;
  /** As the log writes them, in the time of the computer that wiped: `2026-11-22 06:50:13`. */
  startedAt: string | null;
  endedAt: string | null;
  drives: WipedDrive[];
  /** What a person should know about the log as a whole. */
  problems: string[];
}

const longest = 2_000_000;
const mostDrives = 200;
const stamp = /^\[(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d)\]/;

export function readWipeLog(text: string): WipeLog | { problem: string } {
  const lines = text.slice(0, longest).split(/\r\n|\r|\n/);
  const drives = new Map<string, WipedDrive>();
  for (const line of lines) noteFound(drives, line);
  const status = rowsOf(lines, 'Drive Status');
  const errors = rowsOf(lines, 'Error Summary');
  for (const row of status) noteStatus(drives, row);
  for (const row of errors) noteErrors(drives, row);
  for (const line of lines) noteFate(drives, line);
  for (const line of lines) noteHidden(drives, line);
  if (drives.size === 0)
    return {
      problem:
        'No drive is named in this file. Choose the log that nwipe wrote (option -l, or what it printed).',
    };
  const problems =
    status.length === 0
      ? ['The log has no table of drives at its end: nwipe did not come to its end, or the file was cut.']
      : [];
  if (/S\/N=X{6,}\s*$/m.test(text))
    problems.push('Serial numbers were hidden by nwipe’s option --quiet, so nothing can be matched by them.');
  const whole = wholeOf(text, lines);
  if (onlyLooks(whole.method))
    for (const drive of drives.values())
      driveOf(drives, drive.device, {
        result: 'failed',
        trouble: 'Its method only looks and erases nothing',
      });
  return { ...whole, drives: [...drives.values()].slice(0, mostDrives), problems };
}

/** “Verify Zeros (0x00)” and “Verify Ones (0xFF)” write nothing, and nwipe says “Erased” of them all the same. */
export const onlyLooks = (method: string | null): boolean => /^verify/i.test(method ?? '');

function wholeOf(text: string, lines: readonly string[]) {
  const option = (name: string) =>
    new RegExp(`notice:\\s+${name}\\s+= (.{1,80})$`, 'm').exec(text)?.[1]?.trim();
  const summary = /Total Throughput\s+[^,]*, (.{1,60}), (\d+)R\+(\w+)\+(\w+)/.exec(text);
  const stamps = lines.flatMap(line => {
    const found = stamp.exec(line);
    return found === null ? [] : [`${found[1]}-${found[2]}-${found[3]} ${found[4]}`];
  });
  return {
    tool: 'nwipe',
    version: option('banner')?.replace(/^nwipe /, '') ?? null,
    method: option('method') ?? summary?.[1] ?? /Invoking method '([^']{1,60})'/.exec(text)?.[1] ?? null,
    rounds: Number(option('rounds') ?? summary?.[2]) || null,
    verification: verificationOf(summary?.[4], option('verify')),
    startedAt: stamps[0] ?? null,
    endedAt: stamps.at(-1) ?? null,
  };
}

/** VL: the last pass was read back; VA: every pass; NV: none. */
function verificationOf(short: string | undefined, long: string | undefined): Verification {
  if (short === 'VL' || short === 'VA') return 'full';
  if (short === 'NV') return 'none';
  return /^[12]\b/.test(long ?? '') ? 'full' : 'none';
}

/** `Found /dev/sdb, ATA, WDC WD5000, 500 GB, S/N=WD-123`, and the serials and sizes that follow. */
function noteFound(drives: Map<string, WipedDrive>, line: string): void {
  const found = /Found \/dev\/([\w/-]{1,40}), ([^,]{0,20}), (.{0,200}?),\s+[\d.]+\s*\w?B, S\/N=(.*)$/.exec(
    line,
  );
  if (found !== null)
    driveOf(drives, found[1] ?? '', { model: textOf(found[3]), serial: serialOf(found[4]) });
  const size = /\/dev\/([\w/-]{1,40}), sect\/blk\/dev \d+\/\d+\/(\d{1,18})$/.exec(line);
  if (size !== null) driveOf(drives, size[1] ?? '', { sizeBytes: Number(size[2]) });
  const begun = /Invoking method '.*' on \/dev\/([\w/-]{1,40})$/.exec(line);
  if (begun !== null) driveOf(drives, begun[1] ?? '', {});
}

const words: Record<string, [Result, string]> = {
  Erased: ['passed', ''],
  '-FAILED-': ['failed', 'nwipe says that it failed'],
  UABORTED: ['aborted', 'Somebody stopped it'],
  INSANITY: ['failed', 'nwipe failed in itself'],
};

function noteStatus(drives: Map<string, WipedDrive>, row: string): void {
  const found = /^!?\s*([\w/-]{1,40}) \|([^|]{1,20})\|[^|]*\|[^|]*\|(.*)$/.exec(row);
  if (found === null) return;
  const [result, trouble] = words[(found[2] ?? '').trim()] ?? [
    'failed',
    `Unknown status “${(found[2] ?? '').trim()}”`,
  ];
  const [model, serial] = splitLast(found[3] ?? '');
  const known = drives.get(found[1] ?? '');
  driveOf(drives, found[1] ?? '', {
    result,
    trouble,
    model: known?.model ?? textOf(model),
    serial: known?.serial ?? serialOf(serial),
  });
}

/** A model may hold a slash, a serial hardly ever: the last one parts them. */
function splitLast(text: string): [string, string] {
  const at = text.lastIndexOf('/');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

const errorNames = ['pass errors', 'verification errors', 'errors while flushing'];

function noteErrors(drives: Map<string, WipedDrive>, row: string): void {
  const found = /^!?\s*([\w/-]{1,40}) \|\s*(\d+) \|\s*(\d+) \|\s*(\d+)\s*$/.exec(row);
  if (found === null) return;
  const counted = found
    .slice(2, 5)
    .flatMap((count, at) => (Number(count) > 0 ? [`${errorNames[at]}: ${count}`] : []));
  const known = drives.get(found[1] ?? '');
  if (counted.length === 0) return;
  const result = known?.result === 'aborted' ? 'aborted' : 'failed';
  driveOf(drives, found[1] ?? '', { result, trouble: join(known?.trouble, counted.join(', ')) });
}

/** 0.34 leaves a drive that failed out of the table of drives. */
function noteFate(drives: Map<string, WipedDrive>, line: string): void {
  const fatal = /exited with (?:fatal )?errors on device = \/dev\/([\w/-]{1,40})/.exec(line);
  const known = fatal && drives.get(fatal[1] ?? '');
  if (known && known.result === 'passed')
    driveOf(drives, known.device, { result: 'failed', trouble: 'nwipe exited with errors' });
  if (known && known.trouble === unfinished)
    driveOf(drives, known.device, { trouble: 'nwipe exited with errors' });
}

/** What was hidden, or may be, was not overwritten, so such a drive has not passed. */
function noteHidden(drives: Map<string, WipedDrive>, line: string): void {
  const found =
    /(HIDDEN SECTORS (?:DETECTED|INDETERMINATE)|No hidden sectors).*? on \/dev\/([\w/-]{1,40})/.exec(line);
  const known = found && drives.get(found[2] ?? '');
  if (!known) return;
  if (found[1]?.startsWith('No')) driveOf(drives, known.device, { hidden: 'yes' });
  else {
    const result = known.result === 'passed' ? 'passed_with_warning' : known.result;
    const doubt = /INDETERMINATE/.test(found[1] ?? '');
    const trouble = doubt
      ? 'whether sectors are hidden could not be determined'
      : 'hidden sectors were not erased';
    driveOf(drives, known.device, {
      hidden: doubt ? 'unknown' : 'no',
      result,
      trouble: join(known.trouble, trouble),
    });
  }
}

const unfinished = 'The log does not say how it ended';

function driveOf(drives: Map<string, WipedDrive>, device: string, more: Partial<WipedDrive>): void {
  const known = drives.get(device) ?? {
    device,
    model: null,
    serial: null,
    sizeBytes: null,
    result: 'failed' as const,
    trouble: unfinished,
    hidden: 'unknown' as const,
  };
  drives.set(device, { ...known, ...more });
}

const join = (first: string | undefined, second: string) =>
  first === undefined || first === '' || first === unfinished ? second : `${first}; ${second}`;

/** The rows of a table, told by its title, between the first rule and the next. */
function rowsOf(lines: readonly string[], title: string): string[] {
  const at = lines.findLastIndex(line => /^\*{5}/.test(line) && line.includes(` ${title} `));
  if (at < 0) return [];
  const rows: string[] = [];
  for (const line of lines.slice(at + 3, at + 3 + mostDrives)) {
    if (/^[-*]{10}/.test(line)) break;
    rows.push(line);
  }
  return rows;
}

export const textOf = (text: string | undefined) =>
  (text ?? '')
    .replace(/[^\x20-\x7e]/g, '')
    .trim()
    .slice(0, 100) || null;

/** Printable and at least three signs, or none at all: “Unknown” is what nwipe 0.42 writes for none. */
export function serialOf(text: string | undefined): string | null {
  const trimmed = (text ?? '').trim();
  return /^[\x21-\x7e][\x20-\x7e]{2,63}$/.test(trimmed) && !/^(X{6,}|\?{5,}|unknown)$/i.test(trimmed)
    ? trimmed
    : null;
}
