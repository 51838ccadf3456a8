/** What the pages read: an approval as its reader may see it. */
import type * as z from 'zod';
import type { Approval, ApprovalList, approvalQuery } from '../../../shared/protocol/api/approvals.ts';
import { may, type Permission } from '../access.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import { policyMatters } from '../policies/index.ts';
import type { Caller } from '../route.ts';
import type { AnyKind } from './kind.ts';
import { type ApprovalRow, askedOf, findApproval, type Kinds, writersOf } from './store.ts';
import { whoCould, whyNot } from './who.ts';

const latelyMs = 30 * 24 * 3600_000;
const mostShown = 100;

const isFor = (caller: Caller, row: ApprovalRow) =>
  may(caller, row.permission as Permission) || writersOf(row).includes(caller.id);

/** Throws `approval.not_found`, also for those whom it does not concern. */
export async function readApproval(
  context: Context,
  kinds: Kinds,
  caller: Caller,
  id: string,
): Promise<Approval> {
  const { row, kind } = await findApproval(context.db, kinds, caller.schoolId, id);
  if (!isFor(caller, row)) throw notFound('approval');
  return present(context, caller, kind, row);
}

export async function listApprovals(
  context: Context,
  kinds: Kinds,
  caller: Caller,
  { subject }: z.output<typeof approvalQuery> = {},
): Promise<ApprovalList> {
  const rows = await context.db
    .selectFrom('approval')
    .selectAll()
    .where('school_id', '=', caller.schoolId)
    .where(eb => eb.or([eb('status', '=', 'waiting'), eb('decided_at', '>', context.now() - latelyMs)]))
    .$if(subject !== undefined, some => some.where('subject', '=', subject ?? ''))
    .orderBy('asked_at', 'desc')
    .orderBy('id', 'desc')
    .limit(mostShown)
    .execute();
  const shown: Approval[] = [];
  for (const row of rows) {
    const kind = kinds.get(row.kind);
    if (kind !== undefined && isFor(caller, row)) shown.push(await present(context, caller, kind, row));
  }
  return {
    waiting: shown.filter(one => one.state === 'waiting').reverse(),
    lately: shown.filter(one => one.state !== 'waiting'),
    elsewhere: subject === undefined ? await elsewhere(context, caller) : [],
  };
}

/** Policies keep a flow of their own, with drafts, what-ifs and rings. */
async function elsewhere(context: Context, caller: Caller): Promise<ApprovalList['elsewhere']> {
  if (!may(caller, 'policies.approve')) return [];
  const { waiting, exceptionsWaiting } = await policyMatters(context.db, caller.schoolId, context.now());
  const versions = waiting.map(one => ({
    sentence: `Version ${one.number} of the policy of ${one.place}, which ${one.askedBy} asks for: ${one.reason}`,
    to: `/policies/versions/${one.id}`,
  }));
  if (exceptionsWaiting === 0) return versions;
  const words = exceptionsWaiting === 1 ? 'One exception' : `${exceptionsWaiting} exceptions`;
  return [...versions, { sentence: `${words} from a policy`, to: '/policies/exceptions' }];
}

async function present(context: Context, caller: Caller, kind: AnyKind, row: ApprovalRow): Promise<Approval> {
  const { db, config } = context;
  const waits = row.status === 'waiting';
  const writers = writersOf(row);
  const why = waits ? await whyNot(context, db, caller, kind.permission, writers) : null;
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    lines: JSON.parse(row.lines) as string[],
    reason: row.reason,
    state: row.status as Approval['state'],
    askedBy: row.asked_by_name,
    askedAt: row.asked_at,
    expiresAt: row.expires_at,
    decidedAt: row.decided_at,
    decidedBy: row.decided_by,
    outcome: row.outcome,
    about: kind.about?.(askedOf(kind, row), caller) ?? null,
    link: `${config.origin}/approvals/${row.id}`,
    who: waits ? await whoCould(db, row.school_id, kind.permission, writers) : [],
    youMayDecide: waits && why === null,
    youMayWithdraw: waits && writers.includes(caller.id),
    whyNot: why,
    stepUp: kind.stepUp,
  };
}

export interface ApprovalWaiting {
  id: string;
  title: string;
  reason: string;
  askedBy: string;
  /** Whether this caller may agree to it. */
  yours: boolean;
}

/** What waits for this caller or was asked by them, the oldest first: for the first pages. */
export async function approvalsWaiting(tx: Tx, caller: Caller, now: number): Promise<ApprovalWaiting[]> {
  const rows = await tx
    .selectFrom('approval')
    .selectAll()
    .where('school_id', '=', caller.schoolId)
    .where('status', '=', 'waiting')
    .where('expires_at', '>', now)
    .orderBy('asked_at')
    .limit(mostShown)
    .execute();
  const at = { now: () => now };
  return Promise.all(
    rows
      .filter(row => isFor(caller, row))
      .map(async row => ({
        id: row.id,
        title: row.title,
        reason: row.reason,
        askedBy: row.asked_by_name,
        yours: (await whyNot(at, tx, caller, row.permission as Permission, writersOf(row))) === null,
      })),
  );
}
