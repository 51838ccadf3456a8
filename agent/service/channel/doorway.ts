/** How a system makes a place where one person alone comes in: a socket of theirs, in a folder of the service's. */
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Visitor } from '../controls/control.ts';

export interface Doorway {
  /** Before the first door. Throws when the place is not ours alone to write to. */
  prepare(): Promise<void>;
  /** What to listen on. */
  address(visitor: Visitor): string;
  /** What was left there goes. True when somebody was listening there, who is then out of the way. */
  clear(address: string): Promise<boolean>;
  /** It listens there: makes it theirs alone, and lets them find it. Throws what the system says. */
  give(visitor: Visitor, address: string): Promise<void>;
  /** Nobody can come in any more. */
  take(visitor: Visitor, address: string): void;
  /** What tells a tray that it speaks with this service; absent where the place itself does. */
  prove?(address: string, challenge: string): string;
}

export const unixDoorway = (folder: string): Doorway => ({
  prepare: async () => prepareFolder(folder),
  address: ({ uid }) => join(folder, `${uid}.sock`),
  async clear(path) {
    const taken = await isServed(path);
    rmSync(path, { force: true });
    return taken;
  },
  async give({ uid }, path) {
    // Until it is theirs it is nobody's but the service's.
    chmodSync(path, 0o600);
    if (process.getuid?.() === 0) chownSync(path, uid, -1);
  },
  take: (_visitor, path) => rmSync(path, { force: true }),
});

/** What a run that was killed left behind refuses; a queue that is full is somebody's. */
const isServed = (path: string) =>
  new Promise<boolean>(resolve => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'EAGAIN'));
  });

/** Throws when it is not ours alone to write to: a socket there could be somebody else's. */
function prepareFolder(folder: string): void {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o755, recursive: true });
  const found = lstatSync(folder);
  if (!found.isDirectory()) throw new Error(`${folder} is not a folder`);
  if (found.uid !== process.getuid?.()) throw new Error(`${folder} belongs to somebody else`);
  if ((found.mode & 0o022) !== 0) throw new Error(`Others can write to ${folder}`);
  // Made under a umask that shuts others out; they must be able to reach their own socket.
  chmodSync(folder, 0o755);
}
