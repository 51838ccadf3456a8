/** The promises page as it stood on each past day: kept once a day, sealed to the day before, never written again. */

import { createHash } from 'node:crypto';
import * as z from 'zod';
import { dayAt } from '../../../shared/moment-format.ts';
import { type PromiseDay, type Promises, promises } from '../../../shared/protocol/api/overview.ts';
import type { Context } from '../context.ts';
import type { Database, Db, Tx } from '../database/index.ts';
import { lockSchool } from '../database/index.ts';
import { historyHash } from '../devices/index.ts';
import { AppError, conflict } from '../errors.ts';
import { readSchool } from '../schools/index.ts';
import { readGroupFigures } from './group-figures.ts';
import { hashOfLooks, keepLooks, readNow } from './looks.ts';
import { endHeld } from './undertakings.ts';

type Row = Database['promise_day'];

/** Seven years of school days, and then some. */
const mostDays = 4000;

/** Who keeps and forgets days. */
export const itself = (schoolId: string) => ({ schoolId, id: 'console', name: 'Caretaker itself' });

/** YYYY-MM-DD where the school is. */
export const dayIn = (at: number, timeZone: string) => dayAt(at, timeZone);

export function hashOf({ school_id, day, kept_at, body, previous_hash }: Omit<Row, 'hash'>): string {
  return createHash('sha256').update([previous_hash, school_id, day, kept_at, body].join('\n')).digest('hex');
}

/** Whether it is still what was sealed; that no day was taken out is for `verify.ts`. */
export function isAsSealed(row: Row): boolean {
  const { hash, ...kept } = { ...row, kept_at: Number(row.kept_at) };
  return hashOf(kept) === hash;
}

/** False when that day has its page already. What is to be decided is left out: it belongs to the moment. */
export async function keepDay(context: Context, schoolId: string, page: Promises): Promise<boolean> {
  const day = dayIn(page.at, page.timeZone);
  const newest = await lastRow(context.db, schoolId);
  if (newest !== undefined && newest.day >= day) return false;
  const groups = await readGroupFigures(context, schoolId);
  const behind = await sealBehind(context.db, schoolId, page.at);
  const looks = await readNow(context.db, schoolId);
  return context.db.transaction().execute(async tx => {
    await lockSchool(tx, schoolId);
    const last = await lastRow(tx, schoolId);
    if (last !== undefined && last.day >= day) return false;
    const row = {
      ...{ school_id: schoolId, day, kept_at: page.at, previous_hash: last?.hash ?? '' },
      body: JSON.stringify({ ...page, decision: null, groups, behind, looks: hashOfLooks(looks) }),
    };
    const hash = hashOf(row);
    await tx
      .insertInto('promise_day')
      .values({ ...row, hash })
      .execute();
    // The chain's end is held by nothing after it, so the log holds it: see verify.ts.
    const facts = { day, hash, seal: hash.slice(0, 16) };
    await context.audit.record(tx, itself(schoolId), 'promises.day_kept', { facts });
    await keepLooks(tx, schoolId, day, looks);
    await endHeld(tx, schoolId, day, page);
    return true;
  });
}

/** A report that the console is just taking in belongs to the next day's seal. */
const settledMs = 60_000;

/** What a day was sealed over beside its own page. */
export const behindPart = z.object({
  /** What each device's checks said, from the seal before to this: see devices/past.ts. */
  behind: z.object({ from: z.int(), upTo: z.int(), hash: z.string() }).optional(),
  /** Over what looks.ts kept of that day. */
  looks: z.string().optional(),
});

async function sealBehind(db: Db, schoolId: string, at: number) {
  const newest = await db
    .selectFrom('promise_day')
    .select('body')
    .where('school_id', '=', schoolId)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  const before = newest === undefined ? undefined : behindPart.parse(JSON.parse(newest.body)).behind;
  const part = { from: before?.upTo ?? 0, upTo: at - settledMs };
  return { ...part, hash: await historyHash(db, schoolId, part) };
}

const lastRow = (tx: Tx, schoolId: string) =>
  tx
    .selectFrom('promise_day')
    .select(['day', 'hash'])
    .where('school_id', '=', schoolId)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Newest first. */
export async function listDays(tx: Tx, schoolId: string): Promise<{ day: string; keptAt: number }[]> {
  const rows = await tx
    .selectFrom('promise_day')
    .select(['day', 'kept_at'])
    .where('school_id', '=', schoolId)
    .orderBy('day', 'desc')
    .limit(mostDays)
    .execute();
  return rows.map(({ day, kept_at }) => ({ day, keptAt: Number(kept_at) }));
}

/** With the nearest days that were kept. Throws `promises.day_not_kept`, `promises.day_altered`. */
export async function readDay(
  tx: Tx,
  schoolId: string,
  day: string,
  now?: number,
): Promise<Omit<PromiseDay, 'forgotten'>> {
  const near = async (way: 'asc' | 'desc') => {
    const found = await tx
      .selectFrom('promise_day')
      .select('day')
      .where('school_id', '=', schoolId)
      .where('day', way === 'asc' ? '>' : '<', day)
      .orderBy('day', way)
      .limit(1)
      .executeTakeFirst();
    return found?.day ?? null;
  };
  const row = await readSealed(tx, schoolId, day, now);
  const page = { day, keptAt: Number(row.kept_at), hash: row.hash, promises: readBody(row.body) };
  return { ...page, before: await near('desc'), after: await near('asc') };
}

/**
 * As it was kept, to the letter. Throws `promises.day_not_kept`, which says of a day to come that it has not (by `now`),
 * and `promises.day_altered` where it is no longer what was sealed: nothing is told of such a day.
 */
export async function readSealed(tx: Tx, schoolId: string, day: string, now?: number): Promise<Row> {
  const row = await tx
    .selectFrom('promise_day')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('day', '=', day)
    .executeTakeFirst();
  if (row !== undefined) {
    if (!isAsSealed(row)) throw conflict('promises.day_altered', altered);
    return { ...row, kept_at: Number(row.kept_at) };
  }
  const { timeZone } = await readSchool(tx, schoolId);
  const today = now === undefined ? undefined : dayIn(now, timeZone);
  throw new AppError({ status: 404, code: 'promises.day_not_kept', detail: whyNotKept(day, today) });
}

const altered =
  'The page of that day was altered after it was kept, so it is not shown. Restore the console from a backup made before that, and keep this one to be looked into.';

/** Pure. `today`: where the school is, YYYY-MM-DD. */
export function whyNotKept(day: string, today: string | undefined): string {
  const at = new Date(`${day}T12:00:00Z`);
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== day)
    return 'There is no such day in the calendar. Choose another.';
  if (today !== undefined && day > today)
    return 'That day has not come yet. Choose today, or a day before it.';
  if (day === today) return 'The page of today is kept this afternoon. Look at the page as it is now.';
  const weekday = at.getUTCDay();
  if (weekday === 0 || weekday === 6)
    return `That day was a ${weekday === 0 ? 'Sunday' : 'Saturday'}. No page was kept: Caretaker did not run then.`;
  return 'The page of that day was not kept: Caretaker did not run then.';
}

/** The seals of every day up to one, oldest first: each names the one before it. */
export async function sealsUpTo(tx: Tx, schoolId: string, day: string) {
  return tx
    .selectFrom('promise_day')
    .select(['day', 'previous_hash', 'hash'])
    .where('school_id', '=', schoolId)
    .where('day', '<=', day)
    .orderBy('day')
    .limit(mostDays)
    .execute();
}

export const readBody = (body: string): Promises => promises.parse(JSON.parse(body));
