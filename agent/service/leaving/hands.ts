/** The three systems. Only Linux was seen at work; the others are written to their documentation (README.md). */
import type { Machine } from '../controls/control.ts';
import { endSession, logindSessions } from '../controls/idle-lock/logind.ts';
import { linuxSwitch } from '../controls/power/linux-switch.ts';
import { macosSwitch } from '../controls/power/macos-switch.ts';
import { windowsSwitch } from '../controls/power/windows-switch.ts';
import type { Platform } from '../controls/registry.ts';
import { signOutSession, windowsSessions } from '../system/windows/ask.ts';
import type { Hand } from './hand.ts';

const lookMs = 10_000;
const soon = () => AbortSignal.timeout(lookMs);

/** Undefined where nothing of it is possible. */
export function handOf(machine: Machine, platform: Platform | null): Hand | undefined {
  const hands = { linux: linuxHand, windows: windowsHand, macos: macosHand };
  return platform === null ? undefined : hands[platform](machine);
}

/** logind ends sessions, restarts and switches off, and announces it on every terminal. */
export function linuxHand(machine: Machine): Hand {
  const off = linuxSwitch(machine);
  return {
    ...{ takeBack: off.takeBack, busy: off.busy, uptimeMs: off.uptimeMs },
    async sessions() {
      const all = await logindSessions(machine, soon()).catch(() => null);
      return all === null ? null : all.filter(({ person }) => person).map(({ id }) => id);
    },
    async signOut(sessions) {
      const taken = await Promise.all(sessions.map(id => endSession(machine, id, soon())));
      return taken.every(Boolean);
    },
    plan: (at, words, kind) => off.plan(at, words, kind === 'restart' ? 'restart' : 'off'),
  };
}

/** shutdown.exe shows the words itself; sessions end by WTSLogoffSession. */
export function windowsHand(machine: Machine): Hand {
  const off = windowsSwitch(machine);
  return {
    ...{ takeBack: off.takeBack, busy: off.busy, uptimeMs: off.uptimeMs },
    sessions: async () =>
      (await windowsSessions(machine, soon()).catch(() => null))?.map(one => String(one.session)) ?? null,
    async signOut(sessions) {
      const taken = await Promise.all(sessions.map(id => signOutSession(machine, Number(id), soon())));
      return taken.every(Boolean);
    },
    plan: (at, words, kind) => off.plan(at, words, kind === 'restart' ? 'restart' : 'off'),
  };
}

/**
 * pmset plans only switching off, so a restart is shutdown(8) at its time. Whoever sits at the screen owns
 * `/dev/console`; launchd ends everything of theirs.
 */
export function macosHand(machine: Machine): Hand {
  const off = macosSwitch(machine);
  return {
    ...{ takeBack: off.takeBack, busy: off.busy, uptimeMs: off.uptimeMs },
    async sessions() {
      const { exit, stdout } = await machine.run('stat', ['-f', '%u', '/dev/console'], { timeoutMs: lookMs });
      const uid = /^(\d{1,10})\n?$/.exec(stdout)?.[1];
      if (exit !== 0 || uid === undefined) return null;
      return uid === '0' ? [] : [uid];
    },
    async signOut(sessions) {
      const taken = await Promise.all(
        sessions.map(uid => machine.run('launchctl', ['bootout', `gui/${uid}`], { timeoutMs: lookMs })),
      );
      return taken.every(({ exit }) => exit === 0);
    },
    plan: (at, words, kind) => (kind === 'restart' ? Promise.resolve(true) : off.plan(at, words)),
    async now(kind) {
      if (kind !== 'restart') return true;
      return (await machine.run('shutdown', ['-r', 'now'], { timeoutMs: lookMs })).exit === 0;
    },
  };
}
