/** Debian and Ubuntu: what a simulated upgrade would install, from the lists this machine has. Changes nothing. */
import type { Observation } from '../../../../shared/controls/os-updates/observation.ts';
import { commandOutput, commandResult } from '../../system/command-output.ts';
import { namesIn, newestOf, textOf } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';
import { withKnownSince } from './known-since.ts';
import {
  blockedBy,
  isSecurityList,
  newerFromSecurity,
  parseReleaseTimes,
  parseSimulation,
  pinnedPackages,
  readsSecuritySource,
  simulationIsWhole,
} from './parse-apt.ts';

const lists = '/var/lib/apt/lists';
/** A held package would otherwise hide the security fix that waits for it. */
const simulate = ['-s', '--ignore-hold', 'dist-upgrade'];

/** Renewing the lists replaces files in their folder; their own times are the server's. */
const renewals = [lists, '/var/lib/apt/periodic/update-success-stamp', '/var/lib/apt/periodic/update-stamp'];

/** A signed list that has run out was not renewed since it was made, whatever the folder's time says. */
async function listsAt(
  machine: Machine,
  securityLists: readonly string[] | undefined,
): Promise<number | null> {
  const renewed = securityLists && (await newestOf(machine, renewals));
  if (!renewed) return null;
  const heads = await Promise.all(securityLists.map(name => textOf(machine, `${lists}/${name}`, 4096)));
  if (heads.includes(null)) return null;
  const expired = heads.flatMap(head => {
    const { date, validUntil } = parseReleaseTimes(head ?? '');
    return date !== null && validUntil !== null && validUntil < machine.now() ? [date] : [];
  });
  return Math.min(renewed, ...expired);
}

/** More than these on one computer are not looked up: whether it is up to date is not known then. */
const mostPinned = 200;

/**
 * By apt's own account, as the same user: lists that it cannot read leave nothing to install, which
 * would look like being up to date. `source` is null when apt-cache could not tell. `pinned` waits for packages
 * that somebody keeps at a version.
 */
async function policyOf(machine: Machine, signal: AbortSignal) {
  const ask = (...names: string[]) =>
    commandOutput(machine, 'apt-cache', ['policy', ...names], signal, 40_000).catch(() => null);
  const policy = await ask();
  if (policy === null) return { source: null, pinned: [] };
  const names = pinnedPackages(policy);
  if (names === null) return { source: null, pinned: [] };
  const about = names.length === 0 ? '' : names.length > mostPinned ? null : await ask(...names);
  if (about === null) return { source: null, pinned: [] };
  return { source: readsSecuritySource(policy), pinned: newerFromSecurity(about) };
}

export type Updates = Pick<Observation, 'security' | 'others' | 'blocked' | 'listsAt' | 'securitySource'>;

export async function observeApt(machine: Machine, signal: AbortSignal): Promise<Updates> {
  const policy = policyOf(machine, signal);
  const result = await commandResult(machine, 'apt-get', simulate, signal, 40_000);
  const blocked = result.exit === 0 ? null : blockedBy(result.stderr);
  if (result.exit !== 0 && blocked === null) {
    const said = result.stderr.trim().split('\n')[0]?.slice(0, 200) ?? '';
    throw new ProbeError('probe_failed', `apt-get: exit ${result.exit}: ${said}`, 'apt-get');
  }
  if (blocked === null && !simulationIsWhole(result.stdout))
    throw new ProbeError('unrecognised_output', 'apt-get did not end with its count', 'apt-get');
  const securityLists = (await namesIn(machine, lists))?.filter(isSecurityList);
  const at = await listsAt(machine, securityLists);
  const { source, pinned } = await policy;
  const shown = parseSimulation(result.stdout);
  const updates = [...shown, ...pinned.filter(({ name }) => !shown.some(one => one.name === name))];
  const security = updates.filter(update => update.security);
  return {
    blocked,
    listsAt: at,
    securitySource: source,
    others: updates.length - security.length,
    security: blocked ? [] : await withKnownSince(machine, security, at),
  };
}
