/** Who is signed in at this computer, by number, and when that changes. */
import { readdirSync, statSync, watch } from 'node:fs';
import type { Machine } from '../controls/control.ts';

export interface People {
  now(): number[];
  /** Calls soon after somebody came or went; the answer ends it. */
  watch(changed: () => void): () => void;
}

/** Of whoever runs the service themselves. */
export const onlyMyself = (uid: number): People => ({ now: () => [uid], watch: () => () => {} });

/** logind makes a folder for each person with a session, which only root can do, and takes it away with their last. */
export function linuxPeople(folder = '/run/user'): People {
  return {
    now() {
      try {
        return readdirSync(folder).flatMap(name => (/^\d{1,10}$/.test(name) ? [Number(name)] : []));
      } catch {
        return [];
      }
    },
    watch(changed) {
      try {
        const watcher = watch(folder, { persistent: false }, changed);
        watcher.on('error', () => watcher.close());
        return () => watcher.close();
      } catch {
        return () => {};
      }
    },
  };
}

const consoleEveryMs = 30_000;

/** The screen belongs to whoever sits there, and to root at the sign-in screen. */
export function macosPeople(screen = '/dev/console'): People {
  return {
    now() {
      const { uid } = statSync(screen, { throwIfNoEntry: false }) ?? { uid: 0 };
      return uid === 0 ? [] : [uid];
    },
    watch(changed) {
      const timer = setInterval(changed, consoleEveryMs);
      timer.unref();
      return () => clearInterval(timer);
    },
  };
}

/** A person's folder is root's for a moment, until it is mounted for them. */
const namedWithinTries = 10;

/**
 * The sign-in name of a number, as the system has it, directories of a network included. Null when it does not say, and
 * when what it names belongs to another: then a door is nobody's by name.
 */
export async function nameOf(
  machine: Pick<Machine, 'run'>,
  platform: NodeJS.Platform,
  uid: number,
  again: () => Promise<unknown>,
): Promise<string | null> {
  const words =
    platform === 'darwin' ? ['-f', '%u %Su', '/dev/console'] : ['-c', '%u %U', `/run/user/${uid}`];
  for (let tries = 0; tries < namedWithinTries; tries++) {
    const { exit, stdout } = await machine.run('stat', words, { timeoutMs: 5_000 });
    const [, owner, name] = /^(\d{1,10}) ([^\s:]{1,100})$/.exec(stdout.trim()) ?? [];
    if (exit !== 0 || owner === undefined || name === undefined) return null;
    if (Number(owner) === uid) return name === 'UNKNOWN' ? null : name;
    await again();
  }
  return null;
}
