/**
 * Windows: what the last search of the Windows Update Agent left waiting, when that search was, whether a
 * restart is due, and whether updates are held back. Nothing is searched, downloaded or installed.
 */
import type { Observation, PendingUpdate } from '../../../../shared/controls/os-updates/observation.ts';
import { askPowershell } from '../../system/powershell.ts';
import type { Backend, Machine } from '../control.ts';
import { withKnownSince } from './known-since.ts';
import { familyOf, isSecurity, parseWindows, source, type WindowsUpdate } from './parse-windows.ts';
import { restartSince } from './restart-since.ts';
import { supportEndOf } from './support-end.ts';
import { windowsScript } from './windows-script.ts';

/** The earlier of two moments, of which the second may not be known. */
const earlier = (at: number | null, other: number | null) =>
  at === null || other === null ? (at ?? other) : Math.min(at, other);

/**
 * Microsoft tells when an update was published here: at the latest then the fix was out. It does not tell
 * since when its predecessors were, so that a fix is surely young is only known from this device's memory.
 */
async function pending(
  machine: Machine,
  updates: readonly WindowsUpdate[],
  searchedAt: number | null,
): Promise<PendingUpdate[]> {
  const families = [...new Set(updates.map(familyOf))].map(name => ({ name, version: '' }));
  const known = new Map((await withKnownSince(machine, families, searchedAt)).map(one => [one.name, one]));
  return updates.map(update => {
    const before = known.get(familyOf(update));
    return {
      name: update.title.slice(0, 200),
      version: update.articles
        .map(article => `KB${article}`)
        .join(', ')
        .slice(0, 120),
      notBefore: before?.notBefore == null ? null : earlier(before.notBefore, update.publishedAt),
      firstSeenAt: earlier(before?.firstSeenAt ?? null, update.publishedAt),
    };
  });
}

/** `supportKey`: who signs tables of ends of support, where that is not the releases' key. */
export const windowsBelieving = (supportKey?: string): Backend<Observation> => ({
  source: `${source} (powershell)`,
  async observe(machine, signal) {
    const look = parseWindows(await askPowershell(machine, windowsScript, signal), machine.now());
    const security = look.updates.filter(isSecurity);
    return {
      manager: look.ownServer ? 'Windows Update by the school’s server' : source,
      security: await pending(machine, security, look.searchedAt),
      others: look.updates.length - security.length,
      listsAt: look.searchedAt,
      securitySource: look.searchedAt === null || look.supportDoubtful ? null : true,
      restart: await restartSince(machine, look.restartNeeded, look.startedAt),
      blocked: null,
      ...(look.release === null
        ? { supportEndsAt: null }
        : await supportEndOf(look.release, look.supportEndsOn, machine.memory, supportKey)),
      system: look.system,
      heldBack: look.heldBack,
    };
  },
});

export const windows = windowsBelieving();
