/**
 * macOS: what its last search found waiting, when that was, and whether a profile hides updates. Apple does
 * not say which updates mend security, so every recommended one counts, but not a newer macOS altogether.
 */
import type { Observation, PendingUpdate } from '../../../../shared/controls/os-updates/observation.ts';
import { endOfMacos, macosRelease } from '../../../../shared/support-ends/maker-releases.ts';
import { commandResult } from '../../system/command-output.ts';
import { parsePlist, plistFile } from '../../system/plist.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { withKnownSince } from './known-since.ts';
import {
  delayDays,
  isUpgrade,
  lastSearch,
  parseSoftwareUpdate,
  restrictions,
  systemVersion,
  updateSettings,
} from './parse-macos.ts';
import { supportEndOf } from './support-end.ts';

const versionFile = '/System/Library/CoreServices/SystemVersion.plist';
const settingsFile = '/Library/Preferences/com.apple.SoftwareUpdate.plist';
const restrictionsFile = '/Library/Managed Preferences/com.apple.applicationaccess.plist';
const softwareupdate = 'softwareupdate';

/** `--no-scan` lists what the last search found: quickly, and without asking the network. */
async function waiting(machine: Machine, signal: AbortSignal) {
  const args = ['--list', '--no-scan'];
  const { exit, stdout, stderr } = await commandResult(machine, softwareupdate, args, signal, 40_000);
  if (exit !== 0) throw new ProbeError('probe_failed', `softwareupdate: exit ${exit}`, softwareupdate);
  return parseSoftwareUpdate(stdout, stderr);
}

async function heldBack(machine: Machine, signal: AbortSignal): Promise<Observation['heldBack']> {
  const rules = await plistFile(machine, restrictionsFile, restrictions, signal);
  const days = rules ? delayDays(rules) : 0;
  return days > 0 ? { until: null, days } : null;
}

/** A fix that a profile hid at first was out for so many days more. */
const shownLate = (fixes: readonly PendingUpdate[], days: number): PendingUpdate[] =>
  fixes.map(fix => ({
    ...fix,
    notBefore: fix.notBefore === null ? null : fix.notBefore - days * 86_400_000,
  }));

/** `supportKey`: who signs tables of ends of support, where that is not the releases' key. */
export const macosBelieving = (supportKey?: string): Backend<Observation> => ({
  source: softwareupdate,
  async observe(machine, signal) {
    const updates = await waiting(machine, signal);
    const about = await parsePlist(await machine.readFile(versionFile), systemVersion, softwareupdate);
    const settings = await plistFile(machine, settingsFile, updateSettings, signal);
    const listsAt = settings ? lastSearch(settings) : null;
    const hidden = await heldBack(machine, signal);
    const counting = updates.filter(one => one.recommended && !isUpgrade(one, about.ProductVersion));
    // One name for every version of a thing, so that a newer fix does not start its clock anew.
    const named = counting.map(({ title, version }) => ({
      name: title.replace(/ [\d.]+$/, '').slice(0, 200),
      version,
    }));
    const unique = [...new Map(named.map(one => [one.name, one])).values()];
    return {
      manager: softwareupdate,
      security: shownLate(await withKnownSince(machine, unique, listsAt), hidden?.days ?? 0),
      others: updates.length - counting.length,
      listsAt,
      securitySource: listsAt === null ? null : true,
      restart: { needed: null, since: null },
      blocked: null,
      ...(await supportEndOf(
        macosRelease(about.ProductVersion),
        endOfMacos(about.ProductVersion),
        machine.memory,
        supportKey,
      )),
      system: `macOS ${about.ProductVersion}${about.ProductBuildVersion ? ` (${about.ProductBuildVersion})` : ''}`,
      heldBack: hidden,
    };
  },
});

export const macos = macosBelieving();
