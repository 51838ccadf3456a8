/** When a person last opened the promises: their own mark, which nobody else is shown, for what changed since then. */
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import type { Caller } from '../route.ts';
import { readSchool } from '../schools/index.ts';
import { dayIn } from './days.ts';

const dayMs = 24 * 3600_000;
/** A longer stretch is told beside last term, and costs the database more the longer it is. */
const longestMs = 31 * dayMs;

export interface Visit {
  at: number;
  /** The last opening on an earlier day. */
  before: number | null;
}

/** A day is one visit, so that a page that is opened again says the same news. Pure. */
export const visitAfter = (last: Visit | undefined, now: number, timeZone: string): Visit =>
  last === undefined || dayIn(last.at, timeZone) === dayIn(now, timeZone)
    ? { at: now, before: last?.before ?? null }
    : { at: now, before: last.at };

/** From when on changes are news to this person; undefined where they were never here on an earlier day. Pure. */
export function newsSince(
  last: Visit | undefined,
  now: number,
  timeZone: string,
): Promises['changedSince'] | undefined {
  const { before } = visitAfter(last, now, timeZone);
  if (before === null) return undefined;
  const earliest = now - longestMs;
  return before < earliest ? { at: earliest, lastVisit: false } : { at: before, lastVisit: true };
}

/** Only of somebody who signed in: a program's token reads and has no news. */
export async function readVisit(tx: Tx, { schoolId, id, sessionId }: Caller): Promise<Visit | undefined> {
  if (sessionId === undefined) return undefined;
  const row = await tx
    .selectFrom('promise_visit')
    .select(['at', 'before'])
    .where('school_id', '=', schoolId)
    .where('owner', '=', id)
    .executeTakeFirst();
  return row && { at: Number(row.at), before: row.before === null ? null : Number(row.before) };
}

/** Marks that the page is open now. Marks of people who have not come for a year go. */
export async function markVisit({ db, now }: Context, caller: Caller): Promise<void> {
  const at = now();
  const { schoolId, id, sessionId } = caller;
  if (sessionId === undefined) return;
  await db.transaction().execute(async tx => {
    const { timeZone } = await readSchool(tx, schoolId);
    const visit = visitAfter(await readVisit(tx, caller), at, timeZone);
    await tx
      .insertInto('promise_visit')
      .values({ owner: id, school_id: schoolId, ...visit })
      .onConflict(own => own.column('owner').doUpdateSet(visit))
      .execute();
    await tx
      .deleteFrom('promise_visit')
      .where('at', '<', at - 366 * dayMs)
      .execute();
  });
}
