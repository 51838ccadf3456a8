/** When silence counts: as a group's policy says, and as a device's row has it. */
import { ensureGroup } from '../../console/server/groups/index.ts';
import type { TestContext } from './console-context.ts';

/** Issues the first group a policy that says nothing else. */
export async function silentAfter({ db, schoolId: school_id, now }: TestContext, days: object) {
  const group_id = (await ensureGroup(db, school_id, now())).id;
  const payload = JSON.stringify({ timeZone: 'Europe/London', ...days });
  const row = { id: 'silence', school_id, group_id, number: 1, payload, signature: '' };
  await db
    .insertInto('policy')
    .values({ ...row, issued_at: now(), issued_by: 'a test' })
    .execute();
}

/** In how many days it falls silent, if nothing is heard of it. */
export async function silentIn({ db, now }: TestContext, deviceId: string): Promise<number> {
  const { ages_at } = await db
    .selectFrom('device')
    .select('ages_at')
    .where('id', '=', deviceId)
    .executeTakeFirstOrThrow();
  return (Number(ages_at) - now()) / (24 * 3600_000);
}
