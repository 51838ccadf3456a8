/** What a device must never lose: its key, the console it trusts and its place in the chain. Two small files in a 0700 folder. */
import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { type AboutDevice, aboutDevice } from '../../shared/protocol/about.ts';
import { deviceKey } from './identity.ts';

export const identitySchema = z.object({
  key: deviceKey,
  /** Where the console is: `wss://host:port`. */
  url: z.string(),
  /** The console's key: its first bytes from the enrolment code until the first answer, whole afterwards. */
  pin: z.object({ fingerprint: z.string(), key: z.string().nullable() }),
  status: z.enum(['enrolling', 'waiting', 'approved', 'removed']),
  deviceId: z.string().nullable(),
  /** The enrolment code, until the console answered. */
  code: z.string().nullable(),
  /** After a clone was seen: the key and the record this device had before. */
  previous: z.object({ deviceId: z.string(), key: deviceKey }).nullable(),
});
export type Identity = z.infer<typeof identitySchema>;

export const sessionSchema = z.object({
  chain: z.string(),
  schoolId: z.string(),
  groupId: z.string(),
  heartbeatMs: z.number(),
  reconnectSpreadMs: z.number(),
});
export type Session = z.infer<typeof sessionSchema>;

/** Where one value lives. `write` returns only when it would survive a power cut. */
export interface Cell<T> {
  read(): T | undefined;
  write(value: T): void;
  remove(): void;
}

export interface State {
  identity: Cell<Identity>;
  session: Cell<Session>;
  policy: Cell<unknown>;
  /** What the school tells people here, and what they answered. */
  notices: Cell<unknown>;
  /** Who wants to look at this screen, and what was answered. */
  support: Cell<unknown>;
  /** What the school said no to. */
  answers: Cell<unknown>;
  /** What this computer says while it is lost. */
  lost: Cell<unknown>;
  /** That this computer is kept as evidence. */
  quarantine: Cell<unknown>;
  /** A restart that is about to happen. */
  leaving: Cell<unknown>;
  /** Who looked at this device, as the console last told it. */
  about: Cell<AboutDevice>;
}

/** Throws when the folder cannot be made or read. */
export function openState(folder: string): State {
  makeFolder(folder);
  return {
    identity: fileCell(join(folder, 'identity.json'), identitySchema),
    session: fileCell(join(folder, 'session.json'), sessionSchema),
    policy: fileCell(join(folder, 'policy.json'), z.unknown()),
    notices: fileCell(join(folder, 'notices.json'), z.unknown()),
    support: fileCell(join(folder, 'support.json'), z.unknown()),
    answers: fileCell(join(folder, 'answers.json'), z.unknown()),
    lost: fileCell(join(folder, 'lost.json'), z.unknown()),
    quarantine: fileCell(join(folder, 'quarantine.json'), z.unknown()),
    leaving: fileCell(join(folder, 'leaving.json'), z.unknown()),
    about: fileCell(join(folder, 'about.json'), aboutDevice),
  };
}

export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  // Step by step: Node's recursive mkdir never ends where a file system refuses new folders, as /proc does.
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

/** For devices that are not to outlive their process. */
export function memoryState(): State {
  return {
    ...{ identity: memoryCell(), session: memoryCell(), policy: memoryCell() },
    ...{
      notices: memoryCell(),
      support: memoryCell(),
      answers: memoryCell(),
      leaving: memoryCell(),
      lost: memoryCell(),
      quarantine: memoryCell(),
      about: memoryCell(),
    },
  };
}

export function memoryCell<T>(): Cell<T> {
  let held: T | undefined;
  return {
    read: () => held,
    write: value => {
      held = value;
    },
    remove: () => {
      held = undefined;
    },
  };
}

/** A JSON file with one backup. A damaged or missing file is read from the backup; both damaged throws. */
export function fileCell<T>(path: string, schema: z.ZodType<T>): Cell<T> {
  const backup = `${path}.bak`;
  return {
    read() {
      const failures: string[] = [];
      for (const file of [path, backup]) {
        if (!existsSync(file)) continue;
        try {
          return schema.parse(JSON.parse(readFileSync(file, 'utf8')));
        } catch (error) {
          failures.push(`${file}: ${(error as Error).message}`);
        }
      }
      if (failures.length > 0) throw new Error(`cannot read ${failures.join('; ')}`);
      return undefined;
    },
    write(value) {
      const text = JSON.stringify(value);
      if (existsSync(path) && isReadable(path, schema)) {
        rmSync(`${backup}.new`, { force: true });
        twin(path, `${backup}.new`);
        renameSync(`${backup}.new`, backup);
      }
      writeFile(`${path}.new`, text);
      renameSync(`${path}.new`, path);
      flushFolder(dirname(path));
    },
    remove() {
      for (const file of [path, backup, `${path}.new`, `${backup}.new`]) rmSync(file, { force: true });
      flushFolder(dirname(path));
    },
  };
}

/** A damaged file must not replace a good backup. */
function isReadable<T>(path: string, schema: z.ZodType<T>): boolean {
  try {
    return schema.safeParse(JSON.parse(readFileSync(path, 'utf8'))).success;
  } catch {
    return false;
  }
}

/** A second name costs nothing and is as durable as the first; some file systems have none. */
function twin(path: string, other: string): void {
  try {
    linkSync(path, other);
  } catch {
    copyFileSync(path, other);
    chmodSync(other, 0o600);
  }
}

function writeFile(path: string, text: string): void {
  rmSync(path, { force: true });
  const file = openSync(path, 'wx', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A rename is durable only when its folder is. Windows cannot open a folder, and journals the rename itself. */
export function flushFolder(folder: string): void {
  let handle: number;
  try {
    handle = openSync(folder, 'r');
  } catch {
    return;
  }
  try {
    fsyncSync(handle);
  } catch {
    // Refused by some file systems; the rename itself was done.
  } finally {
    closeSync(handle);
  }
}
