/** What the short-lived process says while it scans, read line by line. */
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
