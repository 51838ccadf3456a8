/**
 * Standing in for a second person who has left the school: at the console's own machine, once a kind's time to wait is
 * over, in which whoever is still there hears of it and can say no. It stands in the log, and everybody who could have
 * agreed gets a letter.
 */
import type { Context } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import type { Done } from './kind.ts';
import { tellStoodIn } from './letters.ts';
import { type ApprovalRow, askedOf, end, findWaiting, type Kinds, writersOf } from './store.ts';
import { whoCould } from './who.ts';

export interface ForTheMachine {
  id: string;
  title: string;
  lines: string[];
  askedBy: string;
  reason: string;
  /** Who could agree, or say no. */
  who: string[];
  /** From when on the machine may stand in, in UTC milliseconds. */
  from: number;
}

/** What waits of those kinds for which the machine may stand in, the oldest first. */
export async function waitingForMachine(
  { db }: Pick<Context, 'db'>,
  kinds: Kinds,
  schoolId: string,
): Promise<ForTheMachine[]> {
  const rows = await db
    .selectFrom('approval')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('status', '=', 'waiting')
    .orderBy('asked_at')
    .execute();
  const found: ForTheMachine[] = [];
  for (const row of rows) {
    const from = fromWhen(kinds, row);
    if (from === null) continue;
    const { id, title, reason, asked_by_name: askedBy } = row;
    const permission = kinds.get(row.kind)?.permission ?? 'accounts.agree';
    const who = await whoCould(db, schoolId, permission, writersOf(row));
    found.push({ id, title, reason, askedBy, from, who, lines: JSON.parse(row.lines) as string[] });
  }
  return found;
}

function fromWhen(kinds: Kinds, row: Pick<ApprovalRow, 'kind' | 'asked_at'>): number | null {
  const after = kinds.get(row.kind)?.machineAfterMs;
  return after === undefined ? null : row.asked_at + after;
}

/** Throws `approval.not_found`, `approval.over`, `approval.expired`, `approval.not_here`, `approval.too_early`. */
export async function agreeAtTheMachine(
  context: Context,
  kinds: Kinds,
  by: Caller,
  id: string,
): Promise<string> {
  const done: Done = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { row, kind } = await findWaiting(tx, kinds, by.schoolId, id, context.now());
    const from = fromWhen(kinds, row);
    if (from === null) throw conflict('approval.not_here', 'Only a person can agree to this, signed in.');
    if (context.now() < from)
      throw conflict(
        'approval.too_early',
        'This has not waited for a day yet. Until then whoever can agree has to be asked: they may say no.',
      );
    const result = await kind.approved(context, tx, askedOf(kind, row), by);
    const at = context.now();
    await end(tx, row, { status: 'approved', at, by: by.name, outcome: result.sentence });
    const facts = { title: row.title, asked: row.asked_by_name, reason: row.reason };
    await context.audit.record(tx, by, 'approval.stood_in', { subject: row.id, facts });
    await tellStoodIn(context, tx, { ...row, permission: kind.permission });
    return result;
  });
  await done.after?.();
  return done.sentence;
}
