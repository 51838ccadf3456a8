/** When somebody else has to agree before a change, and who could. */
import { controls } from '../../../shared/controls/index.ts';
import { canonicalJson } from '../../../shared/json.ts';
import { resolve } from '../../../shared/policies/settings.ts';
import { either, whoCould, whyNot } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import type { Places } from './places.ts';
import { readRules } from './rules.ts';

/** More devices than these, and than this share of the school, are no exception but a change of the policy. */
const few = 10;
const fewShare = 0.1;
export const areManyDevices = (count: number, all: number): boolean => count > Math.max(few, all * fewShare);

export interface Reach {
  groupId: string;
  deviceId?: string;
}

/** True when something that is or becomes enforced is different afterwards: for these groups, or this device. */
export function touchesEnforcement(
  before: Places,
  after: Places,
  schoolId: string,
  reached: readonly Reach[],
): boolean {
  return reached.some(({ groupId, deviceId }) =>
    controls.some(meaning => {
      const was = resolve(meaning, before.layers(schoolId, groupId, deviceId)).policy;
      const is = resolve(meaning, after.layers(schoolId, groupId, deviceId)).policy;
      if (was.mode !== 'enforce' && is.mode !== 'enforce') return false;
      return canonicalJson(was) !== canonicalJson(is);
    }),
  );
}

/** Names of people who could agree, other than those who wrote it (`person:ID`). */
export const secondPeople = (tx: Tx, schoolId: string, writers: readonly string[]): Promise<string[]> =>
  whoCould(tx, schoolId, 'policies.approve', writers);

export interface SecondPerson {
  needed: boolean;
  sentence: string;
}

export async function secondPersonFor(
  tx: Tx,
  schoolId: string,
  writers: readonly string[],
  enforces: boolean,
): Promise<SecondPerson> {
  const { secondPerson } = await readRules(tx, schoolId);
  const asked = secondPerson === 'always' || (secondPerson === 'enforce' && enforces);
  if (!asked) {
    const why = secondPerson === 'never' ? 'by the school’s rules' : 'because it only watches';
    return { needed: false, sentence: `Nobody else has to agree, ${why}.` };
  }
  const people = await secondPeople(tx, schoolId, writers);
  if (people.length === 0)
    return {
      needed: false,
      sentence: 'A second person should agree to this, but nobody else here may. The change log will say so.',
    };
  const why = enforces ? 'It changes what is enforced' : 'The school’s rules ask for it with every change';
  return { needed: true, sentence: `${why}, so ${either(people)} has to agree first.` };
}

/** Why this caller is not the second person; null when they may be. */
export const whyNotSecond = (
  at: Pick<Context, 'now'>,
  tx: Tx,
  caller: Caller,
  writers: readonly string[],
): Promise<string | null> => whyNot(at, tx, caller, 'policies.approve', writers);
