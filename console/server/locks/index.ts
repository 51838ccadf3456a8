/**
 * How often people lock their screen when they leave it, against how often it locks by itself: counted by group and
 * day as devices tell of locks, and of no computer or person alone.
 */
import { sql } from 'kysely';
import * as z from 'zod';
import type { Baseline } from '../../../shared/protocol/api/baseline.ts';
import type { Tx } from '../database/index.ts';

const dayMs = 24 * 3600_000;
const dayOf = (at: number) => Math.floor(at / dayMs);

/** Fewer computers would be a person's own habit. */
const fewestDevices = 5;
/** A share of fewer says nothing. */
const fewestLocks = 20;

/** What a device tells of a lock that was seen; an order from the console is neither. */
const told = z.object({
  type: z.literal('event'),
  name: z.literal('lock.observed'),
  facts: z.object({ cause: z.enum(['person', 'desktop', 'agent']), kind: z.literal('graphical') }),
});

/** Nearly every record is another one, and a schema takes far longer to say so. */
const mayBeLock = (record: unknown) =>
  typeof record === 'object' && record !== null && 'name' in record && record.name === 'lock.observed';

/** Records that were never here before, in the transaction that keeps them. */
export async function countLocks(
  tx: Tx,
  now: number,
  arrived: readonly { deviceId: string; schoolId: string; record: unknown }[],
): Promise<void> {
  const may = arrived.filter(({ record }) => mayBeLock(record));
  const locks = may.flatMap(({ deviceId, schoolId, record }) => {
    const lock = told.safeParse(record);
    return lock.success ? [{ deviceId, schoolId, byPerson: lock.data.facts.cause === 'person' }] : [];
  });
  for (const [deviceId, mine] of Map.groupBy(locks, one => one.deviceId)) {
    const [{ schoolId } = { schoolId: '' }] = mine;
    const byPeople = mine.filter(one => one.byPerson).length;
    await sql`insert into lock_tally (school_id, group_id, day, by_people, by_itself)
      select ${schoolId}, coalesce(group_id, ''), ${dayOf(now)}, ${byPeople}, ${mine.length - byPeople}
      from device where id = ${deviceId}
      on conflict (school_id, group_id, day) do update set
        by_people = lock_tally.by_people + excluded.by_people,
        by_itself = lock_tally.by_itself + excluded.by_itself`.execute(tx);
  }
}

/** Of a group, or of the whole school; null where that would be about few people, or hardly anything was seen. */
export async function lockHabit(
  db: Tx,
  schoolId: string,
  { groupId, devices, since }: { groupId: string | null; devices: number; since: number },
): Promise<Baseline['locks']> {
  if (devices < fewestDevices) return null;
  const row = await db
    .selectFrom('lock_tally')
    .select(({ fn }) => [fn.sum('by_people').as('people'), fn.sum('by_itself').as('itself')])
    .where('school_id', '=', schoolId)
    .where('day', '>=', dayOf(since))
    .$if(groupId !== null, some => some.where('group_id', '=', groupId ?? ''))
    .executeTakeFirst();
  const [byPeople, byItself] = [Number(row?.people ?? 0), Number(row?.itself ?? 0)];
  return byPeople + byItself < fewestLocks ? null : { byPeople, byItself };
}
