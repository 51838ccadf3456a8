/** What the school as a whole asks for: a control is in force when any group's policy does not switch it off. */
import type { Mode } from '../../../shared/controls/control.ts';
import { policyDocument } from '../../../shared/policy.ts';
import type { Tx } from '../database/index.ts';
import { modeOf } from './routes.ts';

const strength: Mode[] = ['off', 'watch', 'enforce'];

/** By control, from the oldest group that asks for it; `mode` is the weakest among those that do. */
export async function policiesInForce(
  db: Tx,
  schoolId: string,
): Promise<Map<string, { policy: unknown; mode: Mode }>> {
  const found = await newestOfGroups(db, schoolId);
  const inForce = new Map<string, { policy: unknown; mode: Mode }>();
  for (const { payload } of found) {
    for (const [control, policy] of Object.entries(policyDocument.parse(JSON.parse(payload)).controls)) {
      const mode = modeOf(policy);
      if (mode === 'off') continue;
      const before = inForce.get(control);
      const weaker = before === undefined || strength.indexOf(mode) < strength.indexOf(before.mode);
      inForce.set(control, { policy: before?.policy ?? policy, mode: weaker ? mode : before.mode });
    }
  }
  return inForce;
}

/** What each group's newest policy asks of one control; undefined where it says nothing of it. */
export async function askedOfGroups(
  db: Tx,
  schoolId: string,
  control: string,
): Promise<{ groupId: string; policy: unknown }[]> {
  const found = await newestOfGroups(db, schoolId);
  return found.map(({ group_id: groupId, payload }) => ({
    groupId,
    policy: policyDocument.parse(JSON.parse(payload)).controls[control],
  }));
}

/** The oldest group first. */
function newestOfGroups(db: Tx, schoolId: string): Promise<{ group_id: string; payload: string }[]> {
  return db
    .selectFrom('policy')
    .innerJoin('device_group', 'device_group.id', 'policy.group_id')
    .select(['policy.group_id', 'policy.payload'])
    .where('policy.school_id', '=', schoolId)
    .where(eb =>
      eb(
        'policy.number',
        '=',
        eb
          .selectFrom('policy as newest')
          .select(of => of.fn.max('newest.number').as('number'))
          .whereRef('newest.group_id', '=', 'policy.group_id'),
      ),
    )
    .orderBy('device_group.created_at')
    .orderBy('device_group.id')
    .execute();
}
