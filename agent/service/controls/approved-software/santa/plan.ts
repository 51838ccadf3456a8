/** macOS lets nobody but an MDM install Santa's settings: the plan is a profile for the school to upload there. */
import { refusedRules, rulesFor } from '../../../../../shared/controls/approved-software/decide.ts';
import { hasLearned } from '../../../../../shared/controls/approved-software/evaluate.ts';
import { policy as policySchema } from '../../../../../shared/controls/approved-software/policy.ts';
import type { ControlPolicy } from '../../../../../shared/controls/control.ts';
import type { Machine } from '../../control.ts';
import { type Plan, PlanRefused } from '../../plan.ts';
import { recall } from '../learned.ts';
import { santaProfile, santaSettings } from './profile.ts';
import { tryOutOnMac } from './simulate.ts';

const profileFile = '/Library/Application Support/Caretaker/approved-software.mobileconfig';

/** Throws PlanRefused. */
export async function macosPlan(machine: Machine, asked: ControlPolicy): Promise<Plan> {
  const policy = policySchema.parse(asked);
  const { programs, since, boots, users } = await recall(machine);
  const known = Object.values(programs).map(({ program }) => program);
  const refused = refusedRules(policy.rules, known);
  if (refused.length > 0) {
    const said = refused.map(({ rule, denies }) => `“${rule}” would deny ${denies}`).join('; ');
    throw new PlanRefused('would_deny_protected', said.slice(0, 300));
  }
  const now = machine.now();
  const seen = { learned: { since, boots: boots.length, users: users.length } };
  const counting = rulesFor(policy.rules, 'macos', known);
  const { vital, allowed } = tryOutOnMac(santaSettings(counting, true, known), policy, known);
  if (vital.length > 0)
    throw new PlanRefused('would_deny_protected', `Santa would stop ${vital.join(', ')}`.slice(0, 300));
  const why =
    allowed[0] === undefined ? '' : ` It only watches, as it would stop ${allowed[0]}, which is allowed.`;
  const enforces = policy.mode === 'enforce' && hasLearned(seen, policy, now) && why === '';
  const text = santaProfile(santaSettings(counting, enforces, known));
  return {
    wanted: [{ setting: { kind: 'file', path: profileFile }, value: { kind: 'file', text, mode: 0o644 } }],
    how: 'detective',
    detail: `Only the school’s MDM can install it: upload ${profileFile} there, with Santa itself.${why}`,
  };
}
