/** Linux: the settings everybody starts with in each installed desktop, how the sessions stand now, and what locking showed. */
import type { Desktop, Observation } from '../../../../shared/controls/idle-lock/observation.ts';
import type { Backend, Machine } from '../control.ts';
import { profilePath } from './dconf.ts';
import { dconfDesktops } from './dconf-keys.ts';
import { observeDconf } from './dconf-look.ts';
import { installedDesktops } from './desktops.ts';
import { LockGuard } from './guard.ts';
import { observeKde } from './kde.ts';
import { blankingPath } from './light-locker.ts';
import { planLinux } from './linux-plan.ts';
import { linuxSeats } from './linux-seats.ts';
import { beganBefore, type SignedIn, seenSessions, signedIn } from './sessions.ts';
import { standingNow } from './standing.ts';
import { observeXfce, xfcePath } from './xfce.ts';

const understood: Record<string, (machine: Machine, signal: AbortSignal) => Promise<Desktop>> = {
  ...Object.fromEntries(
    dconfDesktops.map(name => [
      name,
      (machine: Machine, signal: AbortSignal) => observeDconf(name, machine, signal),
    ]),
  ),
  'KDE Plasma': observeKde,
  Xfce: observeXfce,
};

const notUnderstood = (name: string): Desktop => ({
  name,
  understood: false,
  lockEnabled: null,
  idleSeconds: null,
  delaySeconds: null,
  fixed: null,
  detail: null,
});

/** What a session reads once, when it begins. */
const readAtSignIn = (name: string): readonly string[] => {
  if (name === 'Xfce') return [profilePath, xfcePath, blankingPath];
  return dconfDesktops.some(one => one === name) ? [profilePath] : [];
};

/** What was written since somebody signed in is not in force for them. */
async function asInForce(machine: Machine, desktop: Desktop, people: SignedIn | null): Promise<Desktop> {
  if (desktop.fixed !== true || people === null) return desktop;
  const written = await Promise.all(
    readAtSignIn(desktop.name).map(path => machine.modifiedAt(path).catch(() => null)),
  );
  const isNewer = written.some(at => at !== null && beganBefore(people, desktop.name, at));
  return isNewer ? { ...desktop, afterRestart: true } : desktop;
}

export const linux: Backend<Observation> = {
  source: 'installed desktops, gsettings, kscreenlockerrc and loginctl',
  async observe(machine, signal) {
    const [installed, people] = await Promise.all([installedDesktops(machine), signedIn(machine, signal)]);
    const read = await Promise.all(
      installed.names.map(name => understood[name]?.(machine, signal) ?? notUnderstood(name)),
    );
    const desktops = await Promise.all(read.map(desktop => asInForce(machine, desktop, people)));
    const agentLock = await standingNow(machine);
    return {
      ...{ desktops, noDesktop: installed.none, sessions: seenSessions(people) },
      ...(installed.complete ? {} : { moreDesktops: true }),
      ...(agentLock ? { agentLock } : {}),
    };
  },
  plan: planLinux,
  guard: edges => new LockGuard(edges, { seats: linuxSeats(edges) }),
};
