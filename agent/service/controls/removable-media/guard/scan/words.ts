/** What a scan says: the short-lived process’s lines, and what “nothing found” is worth. */
import { mostSignatureDays } from '../../../../../../shared/controls/freshness.ts';
import type { ScanProgress, ScanResult } from '../hands.ts';
import { type Said, said } from '../linux/work.ts';

export const failedScan = (detail: string): ScanResult => ({
  verdict: 'error',
  reason: 'unreadable',
  detail: detail.slice(0, 200),
  engine: null,
  signaturesAt: null,
  files: 0,
  bytes: 0,
  skipped: 0,
  detections: [],
  encrypted: false,
});

export function heardIn(progress: (progress: ScanProgress) => void) {
  let result: ScanResult | undefined;
  return {
    line(text: string): void {
      const word = wordIn(text);
      if (word?.kind === 'progress') progress(word);
      if (word?.kind === 'result') result = word.result;
    },
    result: () => result,
  };
}

function wordIn(line: string): Said | undefined {
  try {
    return said.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

const dayMs = 86_400_000;

/** “Nothing found” by an old list is no clean scan. A list without a date is told as it is, and weighs nothing. */
export function weighed(result: ScanResult, now: number): ScanResult {
  const { verdict, signaturesAt } = result;
  if (verdict !== 'clean' || signaturesAt === null) return result;
  const days = Math.floor((now - signaturesAt) / dayMs);
  if (days <= mostSignatureDays) return result;
  const detail = `the antivirus’s list of viruses is ${days} days old; bring it up to date, then plug this in again`;
  return { ...result, verdict: 'incomplete', reason: 'signatures_old', detail };
}
