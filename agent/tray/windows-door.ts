/** Windows: the service leaves the names of its pipes in a folder that only it can write to, each for one person to read. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const left = z.object({ pipe: z.string().regex(/^\\\\\.\\pipe\\caretaker-[0-9a-f]{16}-\d{1,9}$/) });

/** Those of this person: Windows shows nobody another's. Empty while there is no service. */
export function pipesIn(folder: string): string[] {
  try {
    const names = readdirSync(folder).filter(name => /^\d{1,9}\.json$/.test(name));
    return names.flatMap(name => pipeOf(join(folder, name)) ?? []);
  } catch {
    return [];
  }
}

function pipeOf(file: string): string | null {
  try {
    return left.parse(JSON.parse(readFileSync(file, 'utf8'))).pipe;
  } catch {
    return null;
  }
}
