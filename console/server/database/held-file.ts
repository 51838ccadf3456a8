/** One console a data folder: a file that one process holds. */
import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes a file for this process until it ends, however it ends: the operating system drops the lock, so nothing stale
 * is left behind. Returns the release, or undefined when another process holds it.
 */
export function holdFile(file: string): (() => void) | undefined {
  if (!existsSync(file)) makePrivate(file);
  const held = new DatabaseSync(file);
  try {
    held.exec('pragma locking_mode = exclusive; begin exclusive');
    return () => held.close();
  } catch (error) {
    held.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) return undefined;
    throw error;
  }
}

/** Whether another process holds it. Never for a file that this process holds itself. */
export function isHeld(file: string): boolean {
  if (!existsSync(file)) return false;
  let looked: DatabaseSync | undefined;
  try {
    looked = new DatabaseSync(file, { readOnly: true, timeout: 0 });
    looked.prepare('select 1 from sqlite_master').get();
    return false;
  } catch (error) {
    return error instanceof Error && /locked|busy/i.test(error.message);
  } finally {
    looked?.close();
  }
}

/** SQLite would let everybody read it. Never for a file that is there: closing one drops this process's locks on it. */
function makePrivate(file: string): void {
  try {
    closeSync(openSync(file, 'ax', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
