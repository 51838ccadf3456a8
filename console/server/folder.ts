/** Folders for the console's data: making them, and keeping a renamed file through a power cut. */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from './errors.ts';

/**
 * Makes a folder that is its owner's alone, with those above it. Step by step: Node's recursive mkdir never ends where a
 * file system refuses new folders, as /proc does. Throws as `node:fs` does.
 */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** The data folder. Throws `data.not_made` with words for people. */
export function makeData(folder: string): void {
  try {
    makeFolder(folder);
  } catch (cause) {
    const detail = `The data folder ${folder} cannot be made (${(cause as Error).message}). Set CARETAKER_DATA.`;
    throw new AppError({ status: 500, code: 'data.not_made', detail, cause });
  }
}

/** Makes the rename itself survive a power cut. Windows cannot open a folder for this and orders it by journal. */
export function syncFolder(folder: string): void {
  let handle: number;
  try {
    handle = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') throw error;
  } finally {
    closeSync(handle);
  }
}
