/** What backends keep between rounds, such as since when an update has been known here. Never sent. */
import { join } from 'node:path';
import type { Memory } from '../controls/control.ts';
import { mkdir, readFile, rename, writeFile } from './files.ts';

/** Forgets with the process. */
export function fleetingMemory(): Memory {
  const kept = new Map<string, string>();
  return {
    get: async name => kept.get(name) ?? null,
    set: async (name, value) => {
      kept.set(name, value);
    },
  };
}

/** One file for each name below `folder`, replaced whole. A file that cannot be read counts as not kept. */
export function folderMemory(folder: string): Memory {
  const pathOf = (name: string) => {
    if (!/^[a-z][a-z0-9-]{0,60}$/.test(name)) throw new Error(`“${name}” is not a name for a memory`);
    return join(folder, `${name}.json`);
  };
  return {
    get: name => readFile(pathOf(name), 'utf8').catch(() => null),
    async set(name, value) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const path = pathOf(name);
      await writeFile(`${path}.new`, value, { mode: 0o600 });
      await rename(`${path}.new`, path);
    },
  };
}
