/**
 * Files: a copy beside the old one, flushed, renamed over it. Nothing is written through a link that somebody other
 * than the system made, nor in a folder that anybody may write in. Access lists and labels beyond the mode are not kept.
 */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { flushFolder } from '../../state.ts';
import type { Held, HeldFile } from '../held.ts';
import { PlaceRefused, type Prepared, refusedBy } from './place.ts';

/** Folders that were made for our files, remembered durably before they are made. */
export interface MadeFolders {
  add(path: string): void;
  all(): string[];
  remove(path: string): void;
}

/** Accounts of the system, root among them; people begin above. */
const lastSystemUser = 999;
const folderMode = 0o755;

const besideOf = (path: string) => join(dirname(path), `.${basename(path)}.caretaker`);

export function readHeldFile(path: string): Held {
  try {
    checkFolders(dirname(path));
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    if (!found.isFile())
      throw new PlaceRefused('unsafe_path', `${path} is a link or a folder, where a plain file was expected`);
    return readOpen(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw refusedBy(error, path);
  }
}

function readOpen(path: string): HeldFile {
  const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const { mode, uid, gid } = fstatSync(file);
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    const plain = Buffer.from(text, 'utf8').equals(bytes);
    return {
      kind: 'file',
      text: plain ? text : null,
      base64: plain ? null : bytes.toString('base64'),
      mode: mode & 0o7777,
      owner: process.getuid === undefined ? null : { uid, gid },
    };
  } finally {
    closeSync(file);
  }
}

export function prepareFile(path: string, value: Held, folders: MadeFolders): Prepared {
  if (value !== null && value.kind !== 'file') throw new Error(`a ${value.kind} value for the file ${path}`);
  try {
    checkFolders(dirname(path));
    return value === null ? removal(path, folders) : replacement(path, value, folders);
  } catch (error) {
    throw refusedBy(error, path);
  }
}

/** Throws unless only the system could have led us to this folder. A folder that is missing ends the way. */
function checkFolders(folder: string): void {
  if (process.getuid === undefined) return;
  if (dirname(folder) !== folder) checkFolders(dirname(folder));
  for (const look of [lstatSync, statSync]) {
    const found = look(folder, { throwIfNoEntry: false });
    if (found !== undefined && !isSystems(found))
      throw new PlaceRefused('unsafe_path', `${folder} belongs to a person or may be written by anybody`);
  }
}

function isSystems(found: Stats): boolean {
  if (found.uid > lastSystemUser && found.uid !== process.getuid?.()) return false;
  const sticky = (found.mode & 0o1000) !== 0;
  return found.isSymbolicLink() || (found.mode & 0o002) === 0 || sticky;
}

function replacement(path: string, value: HeldFile, folders: MadeFolders): Prepared {
  const beside = besideOf(path);
  const made = makeFolders(dirname(path), folders);
  const discard = () => {
    rmSync(beside, { force: true });
    dropFolders(made, folders);
  };
  try {
    rmSync(beside, { force: true });
    writeBeside(beside, value);
  } catch (error) {
    discard();
    throw refusedBy(error, path);
  }
  return {
    discard,
    async commit() {
      try {
        renameSync(beside, path);
        flushFolder(dirname(path));
      } catch (error) {
        discard();
        throw refusedBy(error, path);
      }
    },
  };
}

function writeBeside(beside: string, value: HeldFile): void {
  const file = openSync(beside, 'wx', 0o600);
  try {
    writeFileSync(file, value.text ?? Buffer.from(value.base64 ?? '', 'base64'));
    fchmodSync(file, value.mode & 0o777);
    const { uid, gid } = fstatSync(file);
    // After the mode, which only an owner may change; only a root service meets other owners.
    if (value.owner !== null && (value.owner.uid !== uid || value.owner.gid !== gid))
      fchownSync(file, value.owner.uid, value.owner.gid);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function removal(path: string, folders: MadeFolders): Prepared {
  return {
    discard() {},
    async commit() {
      try {
        rmSync(path, { force: true });
        flushFolder(dirname(path));
        dropFolders(folders.all(), folders);
      } catch (error) {
        throw refusedBy(error, path);
      }
    },
  };
}

/** Those that had to be made, outermost first. */
function makeFolders(folder: string, folders: MadeFolders): string[] {
  if (lstatSync(folder, { throwIfNoEntry: false }) !== undefined) return [];
  const outer = makeFolders(dirname(folder), folders);
  folders.add(folder);
  mkdirSync(folder, { mode: folderMode });
  // The service's own mask would close it to the program that is to read the file.
  const handle = openSync(folder, 'r');
  try {
    fchmodSync(handle, folderMode);
  } finally {
    closeSync(handle);
  }
  flushFolder(dirname(folder));
  return [...outer, folder];
}

/** Takes away, innermost first, those that nobody put anything into. */
function dropFolders(made: readonly string[], folders: MadeFolders): void {
  for (const folder of made.toSorted((one, other) => other.length - one.length)) {
    try {
      rmdirSync(folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') continue;
    }
    folders.remove(folder);
  }
}

export function tidyFile(path: string, folders: MadeFolders): void {
  try {
    rmSync(besideOf(path), { force: true });
    dropFolders(folders.all(), folders);
  } catch {
    // A read-only disk: it is cleared when something can be written again.
  }
}
