/** Linux: the settings everybody starts with in each installed desktop, how the sessions stand now, and what locking showed. */
import type { Desktop, Observation } from '../../../../shared/controls/idle-lock/observation.ts';
import type { Backend, Machine } from '../control.ts';
import { installedDesktops } from './desktops.ts';
import { observeGnome } from './gnome.ts';
import { LockGuard } from './guard.ts';
import { observeKde } from './kde.ts';
import { planLinux } from './linux-plan.ts';
import { linuxSeats } from './linux-seats.ts';
import { observeSessions } from './sessions.ts';
import { standingNow } from './standing.ts';

const understood: Record<string, (machine: Machine, signal: AbortSignal) => Promise<Desktop>> = {
  GNOME: observeGnome,
  'KDE Plasma': observeKde,
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

export const linux: Backend<Observation> = {
  source: 'installed desktops, gsettings, kscreenlockerrc and loginctl',
  async observe(machine, signal) {
    const installed = await installedDesktops(machine);
    const desktops = await Promise.all(
      installed.names.map(name => understood[name]?.(machine, signal) ?? notUnderstood(name)),
    );
    const sessions = await observeSessions(machine, signal);
    const agentLock = await standingNow(machine);
    return { desktops, noDesktop: installed.none, sessions, ...(agentLock ? { agentLock } : {}) };
  },
  plan: planLinux,
  guard: edges => new LockGuard(edges, { seats: linuxSeats(edges) }),
};
