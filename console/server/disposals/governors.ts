/** The governors: whether they have to agree to a write-off, and the minute with which they did. */
import type { z } from 'zod';
import { limitDays, whyGovernors } from '../../../shared/disposals/limit.ts';
import type { governorsInput } from '../../../shared/protocol/api/disposal-inputs.ts';
import { whyNot } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { readToday } from '../schools/index.ts';
import { takeOffBooks } from './gone.ts';
import { readRules } from './rules.ts';

export type WriteOffRecord = Database['write_off'];

/** Throws `write_off.not_found`. */
export async function findWriteOff(db: Tx, schoolId: string, id: string): Promise<WriteOffRecord> {
  const row = await db
    .selectFrom('write_off')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('write_off');
  return row;
}

/** Null when they need not: nobody gets below the limit by asking for a part at a time, or for what has no price. */
export async function whyTheyAgree(
  tx: Tx,
  schoolId: string,
  asked: { value: number; unvalued: number; now: number },
): Promise<string | null> {
  const { governorsFrom } = await readRules(tx, schoolId);
  const others = await tx
    .selectFrom('write_off')
    .select(['number', 'value'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', ['waiting', 'approved'])
    .where('governors_minute', 'is', null)
    .where('asked_at', '>', asked.now - limitDays * 24 * 3600_000)
    .orderBy('number')
    .execute();
  return whyGovernors({ ...asked, others }, governorsFrom) ?? null;
}

/** Throws `write_off.over`, `write_off.no_limit`, `write_off.own_minute`. */
export async function enterMinute(
  context: Context,
  by: Caller,
  id: string,
  { minute, agreedOn }: z.output<typeof governorsInput>,
): Promise<void> {
  const today = await readToday(context.db, by.schoolId, context.now());
  if (agreedOn > today)
    throw invalid('This day has not come yet.', { agreedOn: 'This day has not come yet' });
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await findWriteOff(tx, by.schoolId, id);
    await refuseAsker(context, tx, by, row);
    if (row.governors === 0)
      throw conflict('write_off.no_limit', 'The governors need not agree to this one.');
    if (row.governors_minute !== null)
      throw conflict(
        'write_off.minuted',
        `The governors’ minute is entered already: ${row.governors_minute}.`,
      );
    if (!['waiting', 'approved'].includes(row.status))
      throw conflict('write_off.over', 'This write-off has ended.');
    const set = { governors_minute: minute, governors_on: agreedOn, governors_by: by.name };
    await tx.updateTable('write_off').set(set).where('id', '=', id).execute();
    if (row.way === 'gone' && row.status === 'approved') await takeOffBooks(context, tx, by, row);
    const facts = { number: row.number, minute, on: agreedOn };
    await context.audit.record(tx, by, 'disposal.governors_agreed', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['disposals']);
}

/** Whoever asked for it would be the one to say that the governors agreed. */
async function refuseAsker(context: Context, tx: Tx, by: Caller, row: WriteOffRecord): Promise<void> {
  const asked = await tx
    .selectFrom('approval')
    .select('writers')
    .where('id', '=', row.approval_id ?? '')
    .executeTakeFirst();
  const writers = JSON.parse(asked?.writers ?? '[]') as string[];
  const why = await whyNot(context, tx, by, 'disposals.approve', writers);
  if (why !== null)
    throw conflict(
      'write_off.own_minute',
      `The governors’ minute is entered by somebody else than who asked for the write-off. ${why}`,
    );
}
