/** One console a data folder: a file that one process holds. */
import { DatabaseSync } from 'node:sqlite';

/**
 * Takes a file for this process until it ends, however it ends: the operating system drops the lock, so nothing stale
 * is left behind. Returns the release, or undefined when another process holds it.
 */
export function holdFile(file: string): (() => void) | undefined {
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
