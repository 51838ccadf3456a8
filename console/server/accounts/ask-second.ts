/**
 * How everything that gives or takes power over the console itself waits for its second person: accounts, tokens, and the
 * groups of a directory that have a role. One way, so that none of them is the way round another.
 */
import { roleWords } from '../../../shared/protocol/api/accounts.ts';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import { role as roleSchema, sayRole } from '../../../shared/protocol/api/common.ts';
import {
  type ApprovalKind,
  type ApprovalWish,
  actorsOf,
  anyTechnician,
  askApproval,
} from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { invalid } from '../errors.ts';
import type { Caller } from '../route.ts';

export const dayMs = 24 * 3600_000;

/** Of each such kind: nobody is trapped, since whoever is alone does it, and the machine stands in for who has left. */
export const powerWaits = {
  permission: 'accounts.agree',
  stepUp: true,
  waitsMs: 14 * dayMs,
  alone: 'do',
  onlyThoseWhoCame: true,
  machineAfterMs: dayMs,
} as const satisfies Partial<ApprovalKind>;

/**
 * In a transaction that holds the school. Null when it may be done now, because nobody else here could agree; the audit log
 * says so. Throws `account.why` without a reason, `approval.waits_already`.
 */
export async function askSecond<P>(
  context: Context,
  tx: Tx,
  by: Caller,
  kind: ApprovalKind<P>,
  { reason, writers = [], ...wish }: ApprovalWish<P>,
): Promise<{ waits: Waits } | null> {
  const opened = await askApproval(context, tx, by, kind, {
    ...wish,
    reason: reason || 'no reason was given',
    writers: [...(await whoElseAsked(context, tx, by)), ...writers],
  });
  if (opened.id === null) return null;
  const words = 'Say why: a second person has to agree to this, and reads it';
  if (reason === '') throw invalid(`${words}.`, { reason: words }, 'account.why');
  return { waits: { id: opened.id, sentence: opened.sentence } };
}

/** Where it is not known who made the token or the link behind which this is asked, it may have been any technician. */
async function whoElseAsked(context: Context, tx: Tx, by: Caller): Promise<string[]> {
  const [, ...others] = await actorsOf(context, tx, by);
  const unknown = by.id.startsWith('token:') && others.length === 0;
  return unknown || [by.id, ...others].includes('command-line') ? [anyTechnician] : [];
}

export const canDo = (role: string): string =>
  `As ${sayRole(role)} they have: ${roleWords[roleSchema.parse(role)].replace(/^./, first => first.toLowerCase())}`;
