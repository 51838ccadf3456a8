/** A scan in a unit of its own: the question to it, and its words back. */
import type { ScanLimits, ScanProgress, ScanResult } from '../hands.ts';
import { failedScan, heardIn } from '../scan/words.ts';
import type { Stick } from '../stick.ts';
import type { Disk } from './sysfs.ts';
import type { Transient } from './transient.ts';

/** A scan that does not end by its own limit is ended. */
const graceMs = 30_000;

/** Never throws. Several disks (a card reader) are scanned one after the other; the first that is not clean is told. */
export async function scanStick(
  transient: Transient,
  stick: Stick,
  disks: readonly Disk[],
  limits: ScanLimits,
  progress: (progress: ScanProgress) => void,
  signal: AbortSignal,
): Promise<ScanResult> {
  let whole: ScanResult | undefined;
  for (const disk of disks.filter(({ sizeBytes }) => sizeBytes > 0)) {
    const result = await scanDisk(transient, stick, disk, limits, progress, signal);
    if (result.verdict !== 'clean') return result;
    whole = whole === undefined ? result : added(whole, result);
  }
  return whole ?? failedScan('the stick showed no disk');
}

const added = (a: ScanResult, b: ScanResult): ScanResult => ({
  ...a,
  files: a.files + b.files,
  bytes: a.bytes + b.bytes,
  skipped: a.skipped + b.skipped,
  encrypted: a.encrypted && b.encrypted,
});

async function scanDisk(
  transient: Transient,
  stick: Stick,
  disk: Disk,
  limits: ScanLimits,
  progress: (progress: ScanProgress) => void,
  signal: AbortSignal,
): Promise<ScanResult> {
  const [whole = disk.name, ...partitions] = disk.parts.map(name => `/dev/${name}`);
  const unlocked = disk.holders.map(({ name }) => `/dev/${name}`);
  const unit = `caretaker-media-scan-${stick.insertion.split('/')[1]}-${disk.name}`;
  const heard = heardIn(progress);
  const ended = AbortSignal.any([signal, AbortSignal.timeout(limits.withinMs + graceMs)]);
  const asked = { do: 'scan' as const, disk: whole, partitions, unlocked, limits };
  const { stderr } = await transient.follow(
    unit,
    asked,
    [whole, ...partitions, ...unlocked],
    heard.line,
    ended,
  );
  const result = heard.result();
  if (result !== undefined) return result;
  return failedScan(
    ended.aborted ? 'the scan was ended' : stderr.trim() || 'the scan ended without a result',
  );
}
