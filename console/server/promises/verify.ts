/** Whether the kept days and what computers had said by each are as they were sealed, or were forgotten in order. */
import * as z from 'zod';
import { day as sayDay } from '../../../shared/controls/words.ts';
import type { Database, Db, Tx } from '../database/index.ts';
import { historyHash } from '../devices/index.ts';
import { AppError } from '../errors.ts';
import { behindPart, isAsSealed } from './days.ts';
import { hashOfLooks, keptLooks } from './looks.ts';

type Row = Database['promise_day'];

/** Up to a day what computers had said was forgotten; of it only how each stood then is left, under a hash of its own. */
const evidenceFacts = z.object({ through: z.string(), upTo: z.int(), hash: z.string() });
export type ForgottenEvidence = z.infer<typeof evidenceFacts>;
/** The last day whose page is gone, and its seal, which the next day names. */
const daysFacts = z.object({ through: z.string(), hash: z.string() });
/** The newest day's seal. A school whose days were all kept before the log had it has none, and nothing to compare. */
const keptFacts = z.object({ day: z.string(), hash: z.string() });

/** What the audit log, which nobody rewrites, says was forgotten last: of what computers had said, and of days. */
interface Forgotten {
  evidence: (ForgottenEvidence & { at: number }) | null;
  days: z.infer<typeof daysFacts> | null;
}

export async function readForgotten(db: Tx, schoolId: string): Promise<Forgotten> {
  return {
    evidence: await newest(db, schoolId, 'evidence.forgotten', evidenceFacts),
    days: await newest(db, schoolId, 'promises.days_forgotten', daysFacts),
  };
}

async function newest<T extends object>(db: Tx, schoolId: string, action: string, facts: z.ZodType<T>) {
  const row = await db
    .selectFrom('audit')
    .select(['at', 'facts'])
    .where('school_id', '=', schoolId)
    .where('action', '=', action)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { ...facts.parse(JSON.parse(row.facts)), at: Number(row.at) };
}

/** Walks every school's days. Answers how many, and the first that was changed, taken out or put in. */
export async function verifyDays(db: Db): Promise<{ checked: number; trouble: string | null }> {
  let checked = 0;
  for (const { id } of await db.selectFrom('school').select('id').orderBy('id').execute()) {
    const { evidence, days } = await readForgotten(db, id);
    let previous = days?.hash ?? '';
    const rows = db.selectFrom('promise_day').selectAll().where('school_id', '=', id).orderBy('day');
    for (const row of await rows.execute()) {
      if (row.previous_hash !== previous)
        return { checked, trouble: `the day before ${row.day} is missing or was changed` };
      if (!isAsSealed(row)) return { checked, trouble: `${row.day} was changed since it was kept` };
      if (!(await isBehindWhole(db, id, row, evidence)))
        return { checked, trouble: `what computers had said by ${row.day} was changed since` };
      previous = row.hash;
      checked++;
    }
    const last = await newest(db, id, 'promises.day_kept', keptFacts);
    if (last !== null && last.hash !== previous)
      return {
        checked,
        trouble: `the page of ${last.day}, the newest by the audit log, is missing or was changed`,
      };
    if (evidence !== null && !(await isRestWhole(db, id, evidence)))
      return {
        checked,
        trouble: `what is left of what computers had said by ${evidence.through} was changed`,
      };
  }
  return { checked, trouble: null };
}

/** Of a day that is forgotten nothing may stand behind its page; of every other it must be as it was sealed. */
async function isBehindWhole(db: Db, schoolId: string, row: Row, forgotten: ForgottenEvidence | null) {
  const looks = await keptLooks(db, schoolId, row.day);
  if (forgotten !== null && row.day <= forgotten.through) return looks.length === 0;
  const sealed = behindPart.parse(JSON.parse(row.body));
  if (sealed.looks !== undefined && hashOfLooks(looks) !== sealed.looks) return false;
  return (
    sealed.behind === undefined || (await historyHash(db, schoolId, sealed.behind)) === sealed.behind.hash
  );
}

/** How computers stood when the rest was forgotten: nothing was put in, altered or taken out since. */
const isRestWhole = async (db: Tx, schoolId: string, { upTo, hash }: ForgottenEvidence) =>
  (await historyHash(db, schoolId, { from: 0, upTo })) === hash;

/** Whether what would be forgotten up to a day is still what its seals say: what was tampered with is kept to be seen. */
export async function isWholeUpTo(
  db: Db,
  schoolId: string,
  days: readonly Row[],
  before: ForgottenEvidence | null,
): Promise<boolean> {
  if (before !== null && !(await isRestWhole(db, schoolId, before))) return false;
  for (const row of days) {
    if (!isAsSealed(row) || !(await isBehindWhole(db, schoolId, row, before))) return false;
  }
  return true;
}

/** Only its page is left. */
export async function isForgotten(db: Tx, schoolId: string, day: string): Promise<boolean> {
  const { evidence } = await readForgotten(db, schoolId);
  return evidence !== null && day <= evidence.through;
}

/** Throws `promises.day_forgotten` for a day of which only the page is left. */
export async function requireEvidence(db: Tx, schoolId: string, day: string): Promise<void> {
  const { evidence } = await readForgotten(db, schoolId);
  if (evidence === null || day > evidence.through) return;
  throw new AppError({
    status: 404,
    code: 'promises.day_forgotten',
    detail: `What each computer had said by then was forgotten, because it is not kept for longer. The page of that day stays; choose a day after ${sayDay(Date.parse(evidence.through))} for what stood behind it.`,
  });
}
