/** Who is signed in at this computer, by number, and when that changes. */
import { readdirSync, statSync, watch } from 'node:fs';

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
