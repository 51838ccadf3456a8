/** Permissions that ended while the disk took nothing, beside the list of what is open: below /run, so in memory. */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { EndedList } from '../hands.ts';

export const endedList = (path: string): EndedList => ({
  read() {
    try {
      return readFileSync(path, 'utf8').split('\n').filter(Boolean);
    } catch {
      return [];
    }
  },
  write(grantIds) {
    if (grantIds.length === 0) return rmSync(path, { force: true });
    mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
    writeFileSync(`${path}.new`, grantIds.map(id => `${id}\n`).join(''), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  },
});
