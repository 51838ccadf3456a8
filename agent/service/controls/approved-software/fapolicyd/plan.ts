/**
 * What is set on a Linux machine that should run only approved programs. First fapolicyd only watches, with our rules;
 * it enforces once the device has learned for as long as the policy asks, has watched with these very rules for a day,
 * and nothing would have been stopped that the catalogue allows. A policy that only watches and asks for every start
 * gets the first part alone.
 */
import { decide, refusedRules, rulesFor } from '../../../../../shared/controls/approved-software/decide.ts';
import { hasLearned, watchedDays } from '../../../../../shared/controls/approved-software/evaluate.ts';
import {
  type Policy,
  policy as policySchema,
} from '../../../../../shared/controls/approved-software/policy.ts';
import { programLabel } from '../../../../../shared/controls/approved-software/program.ts';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import { pathsOf } from '../../../system/known-commands.ts';
import { textOf } from '../../../system/presence.ts';
import { type Machine, ProbeError } from '../../control.ts';
import { type Plan, PlanRefused, type Step, type Wanted } from '../../plan.ts';
import { browserPlan } from '../browser-plan.ts';
import { type Learned, recall } from '../learned.ts';
import { onlyWatches } from '../only-watches.ts';
import { softwareProcess } from '../own-process.ts';
import { stoppedSince } from '../stopped.ts';
import { confFile, settingIn, withSettings } from './conf.ts';
import { current, hooks } from './hooks.ts';
import { distributionBackend, fapolicyd, lostOurs, ownerOf, unit, unitState } from './mechanism.ts';
import { fapolicydRules, rulesFile, withoutRules, withoutRulesFile, wrongWith } from './rules.ts';
import { terrain } from './terrain.ts';

const own = (...args: string[]): Step => ({ command: 'self', args: [softwareProcess(), ...args] });

/** The list first, then the daemon: it must know the system's files before it reads its rules. */
const readAgain: readonly Step[] = [own('apply')];

const file = (path: string, text: string, over: Partial<Wanted> = {}): Wanted => ({
  setting: { kind: 'file', path },
  value: { kind: 'file', text, mode: 0o644 },
  ...over,
});

function refuseBadRules(policy: Policy, { programs }: Learned): void {
  const refused = refusedRules(
    policy.rules,
    Object.values(programs).map(({ program }) => program),
  );
  if (refused.length === 0) return;
  const said = refused.map(({ rule, denies }) => `“${rule}” would deny ${denies}`).join('; ');
  throw new PlanRefused('would_deny_protected', said.slice(0, 300));
}

/** What holds enforcement back, for a person; null when nothing does. */
async function heldBack(
  machine: Machine,
  policy: Policy,
  learned: Learned,
  trust: string | null,
): Promise<string | null> {
  if (policy.mode !== 'enforce') return onlyWatches;
  const now = machine.now();
  const { since, boots, users } = learned;
  const seen = { learned: { since, boots: boots.length, users: users.length } };
  if (!hasLearned(seen, policy, now))
    return `it watches first: ${watchedDays(seen, now) ?? 0} of ${policy.watchDays} days, ${boots.length} of ${policy.minBoots} starts, ${users.length} of ${policy.minUsers} people`;
  if (learned.proved === null)
    return 'fapolicyd watches with these rules for a whole day before it stops anything';
  if (trust === null || trust === 'none') return 'nobody keeps the list of the system’s own files true yet';
  const stopped = await stoppedSince(machine, learned.watching ?? now);
  const wrong = stopped.find(one => one.stopped === 'would_be' && decide(policy, one, 'linux').allowed);
  return wrong === undefined ? null : `fapolicyd would stop ${programLabel(wrong)}, which is allowed`;
}

async function presentConf(machine: Machine, signal: AbortSignal): Promise<string> {
  const conf = await textOf(machine, confFile, 64 * 1024);
  if (conf === null) throw new ProbeError('no_privilege', `${confFile} could not be read`, 'fapolicyd');
  if (conf === undefined)
    throw new PlanRefused(
      'tool_missing',
      'fapolicyd is not installed. Mask its unit first (systemctl mask fapolicyd), then install it: as Debian ships it, it stops every program.',
    );
  const owner = await ownerOf(machine);
  if (owner === null)
    throw new ProbeError('no_privilege', 'the rules of fapolicyd could not be read', 'fapolicyd');
  const { active } = await unitState(machine, signal);
  if (owner === 'other' || (owner === 'nobody' && active && !(await lostOurs(machine))))
    throw new PlanRefused(
      'managed_elsewhere',
      'fapolicyd already runs here, or has rules, that Caretaker did not write. They are left alone.',
    );
  return conf;
}

/** A computer that must not be made to hang by a backend nobody has tried; what an earlier version set there goes. */
const watchesOnly = (backend: string): Plan => ({
  wanted: [],
  how: 'detective',
  detail: `this fapolicyd asks the packages itself (${backend}), and Caretaker has not been proved with that on any computer, so it only watches here and sets nothing`,
});

/** dpkg's hooks and list, because this fapolicyd cannot ask the distribution itself. */
async function keepTrust(machine: Machine): Promise<Wanted[]> {
  if ((await textOf(machine, '/var/lib/dpkg/status', 1)) === undefined)
    throw new PlanRefused(
      'no_trust_backend',
      'fapolicyd cannot ask this distribution which files are its own, and there is no dpkg to hook into.',
    );
  const [node = ''] = pathsOf('self');
  return hooks(current(node), current(softwareProcess())).map(({ path, text }) =>
    file(path, text, { then: readAgain }),
  );
}

async function rulesText(
  machine: Machine,
  policy: Policy,
  learned: Learned,
  signal: AbortSignal,
): Promise<string> {
  const known = Object.values(learned.programs).map(({ program }) => program);
  const rules = rulesFor(policy.rules, 'linux', known);
  const text = fapolicydRules(policy, rules, await terrain(machine, rules, learned.open, signal));
  const wrong = wrongWith(text);
  if (wrong !== null) throw new PlanRefused('bad_rules', wrong);
  return text;
}

/** Throws PlanRefused or ProbeError. */
export async function linuxPlan(machine: Machine, asked: ControlPolicy, signal: AbortSignal): Promise<Plan> {
  const policy = policySchema.parse(asked);
  const learned = await recall(machine);
  refuseBadRules(policy, learned);
  const conf = await presentConf(machine, signal);
  const backend = await distributionBackend(machine, { trust: settingIn(conf, 'trust') });
  if (backend !== null) return watchesOnly(backend);
  const hooked = await keepTrust(machine);
  const { trust: kept } = await fapolicyd(machine, signal);
  const held = await heldBack(machine, policy, learned, kept);
  const text = await rulesText(machine, policy, learned, signal);
  const wanted: Wanted[] = [
    // The first to come and the last to go.
    file(withoutRulesFile, withoutRules),
    file(rulesFile, text, { check: own('check-rules', '{candidate}'), then: readAgain }),
    ...hooked,
    file(confFile, withSettings(conf, { permissive: held !== null }), { then: readAgain }),
    {
      setting: { kind: 'unit', unit },
      value: { kind: 'unit', enabled: true, active: true, masked: false },
    },
  ];
  if (held !== null) return { wanted, how: 'detective', detail: held };
  return {
    wanted: [...wanted, ...(policy.restrictDownloads ? await browserPlan(machine) : [])],
    how: 'enforced',
  };
}
