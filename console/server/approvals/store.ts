/** Reading approvals, and ending one exactly once. */
import type { Selectable } from 'kysely';
import { type Database, rowLock, type Tx } from '../database/index.ts';
import { AppError, conflict, notFound } from '../errors.ts';
import type { AnyKind, Asked } from './kind.ts';
import { stopTelling } from './letters.ts';

export type ApprovalRow = Selectable<Database['approval']>;
export type Kinds = ReadonlyMap<string, AnyKind>;

export const kindsOf = (kinds: readonly AnyKind[]): Kinds => new Map(kinds.map(kind => [kind.kind, kind]));

export const writersOf = (row: ApprovalRow): string[] => JSON.parse(row.writers) as string[];

export function askedOf(kind: AnyKind, row: ApprovalRow): Asked<unknown> {
  return {
    id: row.id,
    schoolId: row.school_id,
    subject: row.subject,
    title: row.title,
    reason: row.reason,
    payload: kind.read(JSON.parse(row.payload)),
    askedBy: { schoolId: row.school_id, id: row.asked_by, name: row.asked_by_name },
  };
}

/** Throws `approval.not_found`, also for one of a kind that this console does not know. */
export async function findApproval(
  tx: Tx,
  kinds: Kinds,
  schoolId: string,
  id: string,
): Promise<{ row: ApprovalRow; kind: AnyKind }> {
  const row = await tx
    .selectFrom('approval')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  const kind = row && kinds.get(row.kind);
  if (row === undefined || kind === undefined) throw notFound('approval');
  return { row, kind };
}

/** Held until the transaction ends. Throws `approval.not_found`, `approval.over`, `approval.expired`. */
export async function findWaiting(
  tx: Tx,
  kinds: Kinds,
  schoolId: string,
  id: string,
  now: number,
): Promise<{ row: ApprovalRow; kind: AnyKind }> {
  await tx
    .selectFrom('approval')
    .select('id')
    .where('id', '=', id)
    .where('school_id', '=', schoolId)
    .modifyEnd(rowLock(tx))
    .executeTakeFirst();
  const found = await findApproval(tx, kinds, schoolId, id);
  const { row } = found;
  if (row.status !== 'waiting') throw conflict('approval.over', overWords(row));
  if (row.expires_at <= now)
    throw conflict('approval.expired', 'This waited too long and has ended. It can be asked for again.');
  return found;
}

function overWords(row: ApprovalRow): string {
  if (row.status === 'approved') return `${row.decided_by} agreed to this already.`;
  if (row.status === 'refused') return `${row.decided_by} did not agree to this.`;
  if (row.status === 'withdrawn') return row.outcome || 'This was taken back by whoever asked.';
  return 'This waited too long and has ended. It can be asked for again.';
}

export type Ending = { status: string; at: number; by: string | null; outcome: string };

export async function end(
  tx: Tx,
  { id, school_id: schoolId }: Pick<ApprovalRow, 'id' | 'school_id'>,
  { status, at, by, outcome }: Ending,
): Promise<void> {
  const ended = await tx
    .updateTable('approval')
    .set({ status, decided_at: at, decided_by: by, outcome })
    .where('id', '=', id)
    .where('status', '=', 'waiting')
    .executeTakeFirst();
  if (Number(ended.numUpdatedRows) === 1) return stopTelling(tx, schoolId, id);
  throw new AppError({ status: 409, code: 'approval.over', detail: 'Somebody decided about this already.' });
}
