/** Outputs recorded on real machines, kept outside the project: present only where they were laid beside it. */
import { existsSync, readFileSync } from 'node:fs';

const folder = new URL('../../../shared/data/recorded/', import.meta.url);

/** Why a test on recorded output is pending, or null when the recordings are here. */
export const recordedAreMissing = existsSync(folder)
  ? null
  : 'the recorded outputs (../shared/data) are not on this machine';

/** Text of one recording; UTF-16 with its mark is told from UTF-8. */
export function recorded(path: string): string {
  const bytes = readFileSync(new URL(path, folder));
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  return utf16 ? bytes.subarray(2).toString('utf16le') : bytes.toString('utf8');
}

/** `it` on recordings: pending with its reason where they are not here. */
export function itOnRecorded(title: string, test: () => void | Promise<void>): void {
  itWhen(recordedAreMissing, title, test);
}

/** `it` that is pending, and says why, where `missing` gives a reason. */
export function itWhen(missing: string | null, title: string, test: Mocha.AsyncFunc | (() => void)): void {
  if (missing === null) it(title, test as Mocha.AsyncFunc);
  else
    it(`${title} (pending: ${missing})`, function () {
      this.skip();
    });
}
