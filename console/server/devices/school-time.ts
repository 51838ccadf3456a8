/** When a group's silence counts: read from its policy in force, so that device and console count alike. */
import type { Tx } from '../database/index.ts';
import type { SchoolTime } from './standing.ts';

/** Groups that have no policy yet are absent. */
export async function readSchoolTimes(db: Tx, groupIds: readonly string[]): Promise<Map<string, SchoolTime>> {
  const times = new Map<string, SchoolTime>();
  if (groupIds.length === 0) return times;
  const found = await db
    .selectFrom('policy')
    .select(['id', 'group_id', 'payload'])
    .where('group_id', 'in', groupIds)
    .where(eb =>
      eb(
        'number',
        '=',
        eb
          .selectFrom('policy as newest')
          .select(of => of.fn.max('newest.number').as('number'))
          .whereRef('newest.group_id', '=', 'policy.group_id'),
      ),
    )
    .execute();
  for (const { id, group_id, payload } of found) {
    const { timeZone, silentAfterSchoolDays, calendar } = JSON.parse(payload) as SchoolTime;
    times.set(group_id, { timeZone, silentAfterSchoolDays, calendar: calendar ?? null, policy: id });
  }
  return times;
}
