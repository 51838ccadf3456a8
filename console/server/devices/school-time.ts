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
    const { timeZone, silentAfterSchoolDays, silentOffSiteAfterSchoolDays, calendar } = JSON.parse(
      payload,
    ) as SchoolTime;
    const days = { silentAfterSchoolDays, silentOffSiteAfterSchoolDays };
    times.set(group_id, { timeZone, ...days, calendar: calendar ?? null, policy: id });
  }
  return times;
}

/** Those of these devices that are on loan and off site, by the loan; asked only where that makes a difference. */
export async function readOffSite(
  tx: Tx,
  ids: readonly string[],
  times: ReadonlyMap<string, SchoolTime>,
): Promise<Set<string>> {
  if (![...times.values()].some(one => one.silentOffSiteAfterSchoolDays !== undefined)) return new Set();
  const found = await tx
    .selectFrom('asset')
    .innerJoin('loan_item', 'loan_item.asset_id', 'asset.id')
    .innerJoin('loan', 'loan.id', 'loan_item.loan_id')
    .select('asset.device_id as id')
    .where('asset.device_id', 'in', ids)
    .where('loan_item.back_at', 'is', null)
    .where('loan.status', '=', 'out')
    .where('loan.off_site', '=', 1)
    .execute();
  return new Set(found.flatMap(({ id }) => id ?? []));
}
