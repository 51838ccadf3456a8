/** What about policies somebody should know of without looking for it: for the first pages of technician and headteacher. */
import type { Tx } from '../database/index.ts';
import { keyOf } from './decide.ts';
import { itself } from './rollout.ts';
import { placeNames } from './versions.ts';

const dayMs = 24 * 3600_000;
/** How long before its end an exception is told of, and how long after it something taken back is. */
const soonMs = 14 * dayMs;
const latelyMs = 7 * dayMs;

export interface PolicyMatters {
  /** Versions that wait for a second person, the oldest first. */
  waiting: { id: string; place: string; number: number; reason: string; askedBy: string }[];
  /** Versions that the console took back by itself in the last week and that nothing has followed. */
  takenBack: { id: string; place: string; number: number; why: string }[];
  halted: number;
  /** Exceptions that wait for a second person, and that end soon. */
  exceptionsWaiting: number;
  exceptionsEnding: number;
}

export async function policyMatters(tx: Tx, schoolId: string, now: number): Promise<PolicyMatters> {
  const versions = await tx
    .selectFrom('policy_version')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where(eb =>
      eb.or([
        eb('status', '=', 'waiting'),
        eb.and([eb('status', '=', 'returned'), eb('ended_at', '>', now - latelyMs)]),
      ]),
    )
    .orderBy('number')
    .execute();
  const names = await placeNames(tx, versions);
  const by = itself(schoolId);
  const alone = await tx
    .selectFrom('audit')
    .select('subject')
    .where('school_id', '=', schoolId)
    .where('action', '=', 'policy.taken_back')
    .where('actor', '=', by.id)
    .where('at', '>', now - latelyMs)
    .execute();
  const ofItself = new Set(alone.map(row => row.subject));
  const place = (row: (typeof versions)[number]) => names.get(keyOf(row)) ?? 'a place that is gone';
  const later = await newestOf(tx, schoolId);
  return {
    waiting: versions
      .filter(row => row.status === 'waiting')
      .sort((a, b) => (a.asked_at ?? 0) - (b.asked_at ?? 0))
      .map(row => ({
        id: row.id,
        place: place(row),
        number: row.number,
        reason: row.reason,
        askedBy: row.asked_by ?? row.updated_by,
      })),
    takenBack: versions
      .filter(
        row => row.status === 'returned' && ofItself.has(row.id) && later.get(keyOf(row)) === row.number,
      )
      .map(row => ({ id: row.id, place: place(row), number: row.number, why: row.end_note ?? '' })),
    halted: await count(tx, schoolId, 'policy_rollout', ['halted'], null),
    exceptionsWaiting: await count(tx, schoolId, 'policy_exception', ['waiting'], null),
    exceptionsEnding: await count(tx, schoolId, 'policy_exception', ['active'], now + soonMs),
  };
}

/** By place: the number of its newest version. */
async function newestOf(tx: Tx, schoolId: string): Promise<Map<string, number>> {
  const found = await tx
    .selectFrom('policy_version')
    .select(['scope', 'scope_id', eb => eb.fn.max('number').as('number')])
    .where('school_id', '=', schoolId)
    .where('status', '!=', 'discarded')
    .groupBy(['scope', 'scope_id'])
    .execute();
  return new Map(found.map(row => [keyOf(row), Number(row.number)]));
}

async function count(
  tx: Tx,
  schoolId: string,
  table: 'policy_rollout' | 'policy_exception',
  statuses: string[],
  endsBefore: number | null,
): Promise<number> {
  const found = await tx
    .selectFrom(table)
    .select(eb => eb.fn.countAll<number>().as('all'))
    .where('school_id', '=', schoolId)
    .where('status', 'in', statuses)
    .$if(endsBefore !== null, some => some.where('ends_at' as never, '<', endsBefore as never))
    .executeTakeFirstOrThrow();
  return Number(found.all);
}
