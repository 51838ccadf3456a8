/** Where recovery is kept: two small files in a folder of their own, 0600, that the service and the command line share. */
import { closeSync, existsSync, openSync, watch } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Cell, fileCell, makeFolder, memoryCell } from '../state.ts';
import { type Recovery, recoverySchema } from './recovery-secret.ts';
import { type Typed, typedSchema } from './typed-codes.ts';

export interface RecoveryFiles {
  secret: Cell<Recovery>;
  typed: Cell<Typed>;
  /** Runs while no other process touches `typed`. Throws when one does for longer than three seconds. */
  alone<T>(work: () => T): T;
  /** Calls soon after another process wrote; the answer ends it. */
  watch(changed: () => void): () => void;
}

/** Where the system cannot tell of a change, it is looked for so often. */
const lookEveryMs = 15_000;

/** Throws when the folder cannot be made. */
export function openRecovery(data: string): RecoveryFiles {
  const folder = join(data, 'recovery');
  makeFolder(folder);
  return {
    secret: fileCell(join(folder, 'secret.json'), recoverySchema),
    typed: fileCell(join(folder, 'typed.json'), typedSchema),
    alone: work => holding(join(folder, 'lock'), work),
    watch: changed => watchFolder(folder, changed),
  };
}

/** For devices that are not to outlive their process: nobody types at them. */
export function memoryRecovery(): RecoveryFiles {
  return { secret: memoryCell(), typed: memoryCell(), alone: work => work(), watch: () => () => {} };
}

/** The operating system drops the lock with the process, so nothing stale is left behind. */
function holding<T>(file: string, work: () => T): T {
  if (!existsSync(file)) makePrivate(file);
  const held = new DatabaseSync(file);
  try {
    held.exec('pragma busy_timeout = 3000; begin exclusive');
    return work();
  } finally {
    held.close();
  }
}

function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function watchFolder(folder: string, changed: () => void): () => void {
  try {
    const watcher = watch(folder, { persistent: false }, (_event, name) => {
      if (name === null || name === 'typed.json') changed();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    const timer = setInterval(changed, lookEveryMs);
    timer.unref();
    return () => clearInterval(timer);
  }
}
