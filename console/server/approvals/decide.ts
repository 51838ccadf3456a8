/** A second person's yes or no, taking back, and what ends by itself. */
import { proveAgain } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import { lockSchool, rowLock, type Tx } from '../database/index.ts';
import { AppError } from '../errors.ts';
import type { Caller } from '../route.ts';
import type { AnyKind, ApprovalKind, Done, HowEnded } from './kind.ts';
import { type ApprovalRow, askedOf, end, findApproval, findWaiting, type Kinds, writersOf } from './store.ts';
import { whyNot } from './who.ts';

/**
 * The kind's work and the yes are one transaction. Throws `approval.over`, `approval.expired`, `approval.own_work`,
 * `step_up.*`, or what the kind says stands against it; then nothing is decided.
 */
export async function approve(
  context: Context,
  kinds: Kinds,
  by: Caller,
  id: string,
  password: string | undefined,
): Promise<string> {
  const first = await findApproval(context.db, kinds, by.schoolId, id);
  await refuseOthers(context, context.db, by, first);
  if (first.kind.stepUp && first.row.status === 'waiting') await proveAgain(context, by, password);
  const done = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { row, kind } = await findWaiting(tx, kinds, by.schoolId, id, context.now());
    await refuseOthers(context, tx, by, { row, kind });
    const result = await kind.approved(context, tx, askedOf(kind, row), by);
    await end(tx, row, { status: 'approved', at: context.now(), by: by.name, outcome: result.sentence });
    await audit(context, tx, by, 'approval.agreed', row);
    return result;
  });
  context.events.nudge(by.schoolId, ['approvals']);
  await afterwards(context, done);
  return done.sentence;
}

/** The yes stands whatever comes of telling others about it. */
async function afterwards(context: Context, done: Done): Promise<void> {
  try {
    await done.after?.();
  } catch (error) {
    context.log.error({ err: error }, 'what was approved was not passed on');
  }
}

/** Throws `approval.over`, `approval.expired`, `approval.own_work`. */
export async function refuse(
  context: Context,
  kinds: Kinds,
  by: Caller,
  id: string,
  reason: string,
): Promise<void> {
  await endWithout(context, kinds, by, id, 'refused', reason, (found, tx) =>
    refuseOthers(context, tx, by, found),
  );
}

/** By whoever asked. Throws `approval.over`, `approval.not_yours`. */
export async function withdraw(context: Context, kinds: Kinds, by: Caller, id: string): Promise<void> {
  await endWithout(context, kinds, by, id, 'withdrawn', '', async ({ row }) => {
    if (writersOf(row).includes(by.id)) return;
    const detail = 'Only whoever asked for this can take it back.';
    throw new AppError({ status: 403, code: 'approval.not_yours', detail });
  });
}

async function endWithout(
  context: Context,
  kinds: Kinds,
  by: Caller,
  id: string,
  how: 'refused' | 'withdrawn',
  outcome: string,
  check: (found: Found, tx: Tx) => Promise<void>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { row, kind } = await findWaiting(tx, kinds, by.schoolId, id, context.now());
    await check({ row, kind }, tx);
    await ending(context, tx, kind, row, how, { by, outcome });
  });
  context.events.nudge(by.schoolId, ['approvals']);
}

/** By the room that asked, in its own transaction, when what it asked about came otherwise. */
export async function withdrawAbout<P>(
  context: Context,
  tx: Tx,
  by: Ender['by'],
  kind: ApprovalKind<P>,
  { subject, because }: { subject: string; because: string },
): Promise<void> {
  const waiting = await tx
    .selectFrom('approval')
    .selectAll()
    .where('school_id', '=', by.schoolId)
    .where('kind', '=', kind.kind)
    .where('subject', '=', subject)
    .where('status', '=', 'waiting')
    .modifyEnd(rowLock(tx))
    .execute();
  for (const row of waiting) await ending(context, tx, kind, row, 'withdrawn', { by, outcome: because });
  if (waiting.length > 0) context.events.nudge(by.schoolId, ['approvals']);
}

type Ender = { by: Pick<Caller, 'schoolId' | 'id' | 'name'>; outcome: string };

async function ending(
  context: Context,
  tx: Tx,
  kind: AnyKind,
  row: ApprovalRow,
  how: HowEnded,
  { by, outcome }: Ender,
): Promise<void> {
  await end(tx, row, { status: how, at: context.now(), by: by.name, outcome });
  await kind.ended?.(context, tx, askedOf(kind, row), how);
  await audit(context, tx, by, `approval.${how}`, row, outcome);
}

/** Those whose time is over, each in a transaction of its own: one kind’s trouble does not stop the others. */
export async function expireApprovals(context: Context, kinds: Kinds): Promise<void> {
  const due = await context.db
    .selectFrom('approval')
    .select(['id', 'school_id'])
    .where('status', '=', 'waiting')
    .where('expires_at', '<=', context.now())
    .execute();
  for (const { id, school_id: schoolId } of due) {
    await expire(context, kinds, schoolId, id).catch(error =>
      context.log.error({ err: error, approval: id }, 'an approval was not expired'),
    );
    context.events.nudge(schoolId, ['approvals']);
  }
}

async function expire(context: Context, kinds: Kinds, schoolId: string, id: string): Promise<void> {
  const by = { schoolId, id: 'console', name: 'Caretaker itself' };
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, schoolId);
    const { row, kind } = await findApproval(tx, kinds, schoolId, id);
    if (row.status !== 'waiting') return;
    await ending(context, tx, kind, row, 'expired', { by, outcome: 'Nobody decided in time.' });
  });
}

interface Found {
  row: ApprovalRow;
  kind: AnyKind;
}

async function refuseOthers(context: Context, tx: Tx, by: Caller, { row, kind }: Found): Promise<void> {
  const why = await whyNot(context, tx, by, kind.permission, writersOf(row));
  if (why !== null) throw new AppError({ status: 403, code: 'approval.own_work', detail: why });
}

async function audit(
  context: Context,
  tx: Tx,
  by: Ender['by'],
  action: string,
  row: ApprovalRow,
  outcome = '',
): Promise<void> {
  const because = outcome === '' ? '' : `, because: ${outcome}`;
  const facts = { title: row.title, asked: row.asked_by_name, reason: row.reason, because };
  await context.audit.record(tx, by, action, { subject: row.id, facts });
}
