/** ClamAV: freshclam fetches the lists, clamdscan hands clamd every file as root opens it. */
import type { OrderOutcome, ScanExtent } from '../../../../../shared/protocol/order.ts';
import { followOutside } from '../../../system/outside.ts';
import { type ClamavEdges, databaseOnDisk, lastScanName } from '../clamav.ts';
import { done, type Errand, failed, notPossible, type Performer } from './act.ts';
import { localPlaces, placesOf } from './places.ts';

/** Beside the log of the daemon that looks by itself, which keeps that one to itself. */
const ownLog = 'caretaker-freshclam.log';
const lockedLog = /^ERROR: Failed to lock the log file (\/\S*)\/[^/\s]+: /m;

/** The whole of what it printed; null where it is not installed. */
async function freshclam({ machine, signal }: Errand, args: readonly string[]) {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line.slice(0, 500));
  const command = ['freshclam', '--stdout', ...args] as const;
  const result = await followOutside(machine, 'caretaker-virus-list', command, keep, signal);
  return result.missing ? null : { exit: result.exit, text: lines.join('\n') };
}

const mustWait = /cool-?down|wait until after|error code:? (?:403|429)/i;
const causes: [RegExp, string][] = [
  [/Failed to lock|is locked/i, 'Another update of ClamAV’s lists was under way.'],
  [/No space left/i, 'The disk is full.'],
  [
    /Download failed|HTTP GET failed|resolve|connect/i,
    'The server with ClamAV’s lists was not reached: see whether the network lets this computer out.',
  ],
];
const causeIn = (text: string) => causes.find(([form]) => form.test(text))?.[1];

const dayOf = (at: number) => new Date(at).toUTCString().slice(5, 16).replace(/^0/, '');

async function update(errand: Errand, edges: ClamavEdges): Promise<OrderOutcome> {
  const before = await databaseOnDisk(errand.machine, edges);
  let ran = await freshclam(errand, []);
  const logs = lockedLog.exec(ran?.text ?? '')?.[1];
  if (logs !== undefined) ran = await freshclam(errand, [`--log=${logs}/${ownLog}`]);
  if (ran === null) return notPossible('freshclam, which fetches ClamAV’s lists, is not installed.');
  if (errand.signal.aborted) return failed('Fetching ClamAV’s lists took too long and was ended.');
  // It ends well, too, when it was told to wait.
  if (mustWait.test(ran.text))
    return failed('ClamAV’s servers ask this computer to wait before it asks again.');
  if (ran.exit !== 0) return failed(causeIn(ran.text) ?? `freshclam ended with ${ran.exit ?? 'a signal'}.`);
  const after = await databaseOnDisk(errand.machine, edges);
  if (after === undefined) return done('ClamAV’s lists are the newest there are.');
  const of = dayOf(after.at);
  return done(
    after.version === before?.version
      ? `ClamAV had the newest list already, of ${of}.`
      : `ClamAV fetched the list of ${of}.`,
  );
}

interface Found {
  infected: number;
  unread: number;
  /** Why the scan is not whole. */
  trouble?: OrderOutcome;
  /** Nothing else needs to be tried. */
  ends?: boolean;
}

const notInstalled = notPossible(
  'clamdscan is not installed here: on Debian and Ubuntu it is in the package clamdscan.',
);

const noAnswer = failed(
  'clamd did not answer, so the scan is not whole. Start its service, then scan again.',
);

/**
 * One place. Lines that name files are counted and go no further; a name may hold line breaks, and so say anything. The
 * summary at the very end and the exit code are not theirs to write.
 */
async function scanPlace({ machine, signal }: Errand, place: string): Promise<Found> {
  const seen = { found: 0, unread: 0, lost: false };
  const summary: { infected?: number; errors?: number } = {};
  const read = (line: string) => {
    const [, what, count] = /^(Infected files|Total errors): (\d{1,9})$/.exec(line) ?? [];
    if (what === 'Infected files') summary.infected = Number(count);
    else if (what === 'Total errors') summary.errors = Number(count);
    else if (line.endsWith(' FOUND')) seen.found++;
    else if (/^ERROR: (Could not|Can't) connect|^ERROR: Communication error/.test(line)) seen.lost = true;
    else if (line.startsWith('ERROR: ') || line.endsWith(' ERROR')) seen.unread++;
  };
  const command = ['clamdscan', '--fdpass', '--stdout', place] as const;
  const { missing, exit } = await followOutside(machine, 'caretaker-virus-scan', command, read, signal);
  const failedAfter = (trouble: OrderOutcome, ends = false): Found => ({
    ...{ infected: summary.infected ?? seen.found, unread: seen.unread },
    ...{ trouble, ends },
  });
  if (missing) return failedAfter(notInstalled, true);
  if (signal.aborted) return failedAfter(failed('The scan took too long and was ended.'), true);
  const { infected } = summary;
  // It ends so when anything could not be scanned, and well when a file was only called like an error.
  if (seen.lost && (infected === undefined || exit === 2)) return failedAfter(noAnswer);
  if (infected === undefined) return failedAfter(failed('The scan ended half-way; nothing tells why.'));
  return { infected: exit === 1 ? Math.max(1, infected) : infected, unread: summary.errors ?? seen.unread };
}

const files = (count: number) => (count === 1 ? '1 infected file' : `${count} infected files`);

function wordsOf({ infected, unread }: Found, extent: ScanExtent, leftOut: boolean): string {
  const where = extent === 'quick' ? 'people’s folders and temporary files' : 'all of this computer';
  const what =
    infected === 0
      ? `ClamAV looked through ${where} and found nothing.`
      : `ClamAV found ${files(infected)} in ${where}. It only tells of them: somebody must look at them now.`;
  const more = unread === 0 ? '' : ` What could not be read: ${unread}.`;
  return `${what}${more}${leftOut ? ' Network drives were left out.' : ''}`;
}

async function scan(extent: ScanExtent, errand: Errand): Promise<OrderOutcome> {
  const { machine, said } = errand;
  const { places, leftOut, unread } = await localPlaces(machine, await placesOf(machine, extent));
  if (places.length === 0) return failed('No folder could be looked through.');
  const sum: Found = { infected: 0, unread };
  for (const [index, place] of places.entries()) {
    const so = sum.infected === 0 ? 'nothing found so far' : `${files(sum.infected)} so far`;
    said(`ClamAV has looked through ${index} of ${places.length} folders: ${so}.`);
    const found = await scanPlace(errand, place);
    sum.infected += found.infected;
    sum.unread += found.unread;
    // One place that could not be scanned keeps nobody from the others.
    sum.trouble ??= found.trouble;
    if (found.ends) break;
  }
  const { trouble } = sum;
  if (trouble !== undefined)
    return sum.infected === 0
      ? trouble
      : { ...trouble, detail: `${trouble.detail} It found ${files(sum.infected)}.` };
  await machine.memory.set(lastScanName, String(machine.now()));
  return done(wordsOf(sum, extent, leftOut));
}

export const clamav = (edges: ClamavEdges): Performer => ({
  product: 'ClamAV',
  update: errand => update(errand, edges),
  scan,
});
