/** The JSON of windows-script.ts as an observation. Numbers decide; no word of Windows is read but the three profiles' names. */
import * as z from 'zod';
import type { Guard, Observation } from '../../../../shared/controls/firewall/observation.ts';
import { parseAnswer, rowsOf } from '../../system/powershell.ts';
import { ProbeError } from '../control.ts';
import { type WideRule, wideRule, writtenRules } from './windows-rules.ts';

const source = 'Get-NetFirewallProfile';

const rawProfile = z.object({
  name: z.string(),
  enabled: z.int(),
  inbound: z.int(),
  rules: z.int(),
  localRules: z.int(),
});
type RawProfile = z.infer<typeof rawProfile>;
const rawOther = z.object({
  name: z.string(),
  state: z.int().nullable(),
  there: z.boolean().nullable(),
});
const answer = z.object({
  service: z.int(),
  profiles: z.array(rawProfile),
  others: rowsOf(rawOther),
  rules: rowsOf(writtenRules),
});

/** GpoBoolean: 0 false, 1 true, 2 not configured. Action: 0 not configured, 2 allow, 4 block. */
function incomingOf({ enabled, inbound }: RawProfile): Guard['incoming'] {
  if (enabled === 0) return 'off';
  if (enabled !== 1) return 'not_understood';
  if (inbound === 4) return 'blocked';
  return inbound === 2 ? 'open' : 'not_understood';
}

/** Rules that let everything in; null when it is not sure that all were seen. */
function wideRules(rules: z.infer<typeof answer>['rules']): WideRule[] | null {
  const [seen] = 'rows' in rules ? rules.rows : [];
  if (seen === undefined || seen.count === 0 || seen.cut) return null;
  return seen.open.flatMap(one => wideRule(one) ?? []);
}

/** What no rule allows is turned away, and no rule allows everything. */
function guardOf(profile: RawProfile, wide: WideRule[] | null): Guard {
  const { name } = profile;
  const incoming = incomingOf(profile);
  // GpoBoolean 0: this profile leaves every rule aside, or those that were made here.
  if (incoming !== 'blocked' || profile.rules === 0) return { name, incoming, detail: null };
  if (wide === null)
    return { name, incoming: 'not_understood', detail: 'what its single rules let in could not be read' };
  const by = wide.find(
    one =>
      (one.profiles.length === 0 || one.profiles.includes(name)) && !(one.local && profile.localRules === 0),
  );
  return by === undefined
    ? { name, incoming, detail: null }
    : { name, incoming: 'open', detail: `by the rule “${by.name}”` };
}

/**
 * `productState & 0xF000`: 0x1000 on, 0 off. A row whose program is gone was left behind by an
 * uninstallation; one whose program could not be looked for is not believed.
 */
function otherOf({ name, state, there }: z.infer<typeof rawOther>): Observation['others'] {
  if (name === '' || there === false) return [];
  const by: Record<number, boolean> = { 0: false, 4096: true, 8192: false, 12288: false };
  return [
    { name: name.slice(0, 120), on: state === null || there === null ? null : (by[state & 0xf000] ?? null) },
  ];
}

const known = ['Domain', 'Private', 'Public'];

/** Throws ProbeError: fewer than the three profiles that every Windows has is never an observation. */
export function parseWindows(stdout: string): Observation {
  const { profiles, service, others, rules } = parseAnswer(stdout, answer, source);
  if (!known.every(name => profiles.some(profile => profile.name === name)))
    throw new ProbeError('unrecognised_output', 'Windows did not list its three profiles', source);
  const wide = wideRules(rules);
  return {
    product: 'Windows Defender Firewall',
    // ServiceControllerStatus: 4 running.
    running: service === 4,
    claimsToBeOn: null,
    guards: profiles.map(one => guardOf(one, wide)),
    // Windows Server keeps no such list.
    others: 'rows' in others ? others.rows.flatMap(otherOf).slice(0, 20) : [],
  };
}
