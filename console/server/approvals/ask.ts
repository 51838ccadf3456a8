/** Asking for a second person's yes, in the transaction of the room that needs it. */
import { randomUUIDv7 } from 'node:crypto';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { conflict } from '../errors.ts';
import type { Caller } from '../route.ts';
import type { ApprovalKind } from './kind.ts';
import { mailedWords, tellSecond } from './letters.ts';
import type { ApprovalRow } from './store.ts';
import { actorsOf, either, secondPeople } from './who.ts';

export interface ApprovalWish<P> {
  /** What it is about: one subject has one waiting approval of a kind. */
  subject: string;
  /** "Pause the rules on Trolley 4 for 4 hours". */
  title: string;
  /** Exactly what a yes does, in sentences for somebody who does not know the product. */
  lines: string[];
  reason: string;
  payload: P;
  /** Callers who wrote in it besides `by`, such as `person:ID`. */
  writers?: readonly string[];
  expiresAt?: number;
}

/** `id` is null when nobody else may agree and the kind lets it be done alone: the room does it at once. */
export interface Opened {
  id: string | null;
  /** Who has to agree, or why nobody has to. */
  sentence: string;
}

/** Throws `approval.waits_already`, `approval.nobody`. */
export async function askApproval<P>(
  context: Context,
  tx: Tx,
  by: Caller,
  kind: ApprovalKind<P>,
  wish: ApprovalWish<P>,
): Promise<Opened> {
  // Whoever made the link behind which this is asked may be asking, and is not the second person either.
  const writers = [...new Set([...(await actorsOf(context, tx, by)), ...(wish.writers ?? [])])];
  const people = await secondPeople(tx, by.schoolId, kind.permission, writers);
  const who = people.filter(one => one.came || !kind.onlyThoseWhoCame).map(one => one.name);
  const facts = { title: wish.title, reason: wish.reason };
  if (who.length === 0) {
    if (kind.alone === 'refuse') throw nobody();
    await context.audit.record(tx, by, 'approval.alone', { subject: wish.subject, facts });
    return { id: null, sentence: 'Nobody else here may agree to this. The change log says so.' };
  }
  await refuseSecond(tx, by.schoolId, kind.kind, wish.subject);
  const at = context.now();
  const row: ApprovalRow = {
    id: randomUUIDv7(),
    school_id: by.schoolId,
    kind: kind.kind,
    permission: kind.permission,
    subject: wish.subject,
    title: wish.title,
    lines: JSON.stringify(wish.lines),
    reason: wish.reason,
    payload: JSON.stringify(wish.payload),
    writers: JSON.stringify(writers),
    status: 'waiting',
    asked_by: by.id,
    asked_by_name: by.name,
    asked_at: at,
    expires_at: Math.min(wish.expiresAt ?? Number.MAX_SAFE_INTEGER, at + kind.waitsMs),
    decided_at: null,
    decided_by: null,
    outcome: '',
  };
  await tx.insertInto('approval').values(row).execute();
  await context.audit.record(tx, by, 'approval.asked', { subject: row.id, facts });
  context.events.nudge(by.schoolId, ['approvals']);
  const mailed = await tellSecond(context, tx, {
    ...{ schoolId: by.schoolId, id: row.id, permission: kind.permission, writers, title: row.title },
    ...{ askedBy: by.name, expiresAt: row.expires_at, path: `/approvals/${row.id}` },
  });
  return { id: row.id, sentence: `${either(who)} has to agree first.${mailed ? mailedWords : ''}` };
}

async function refuseSecond(tx: Tx, schoolId: string, kind: string, subject: string): Promise<void> {
  const waits = await tx
    .selectFrom('approval')
    .select('title')
    .where('school_id', '=', schoolId)
    .where('kind', '=', kind)
    .where('subject', '=', subject)
    .where('status', '=', 'waiting')
    .executeTakeFirst();
  if (waits !== undefined)
    throw conflict(
      'approval.waits_already',
      `“${waits.title}” waits for a yes already. Have that decided first, or take it back.`,
    );
}

const nobody = () =>
  conflict(
    'approval.nobody',
    'A second person has to agree to this, and nobody else here may. Give the headteacher an account first.',
  );

/** Approvals of a kind that wait: by subject, their ids. */
export async function waitingAbout(
  tx: Tx,
  schoolId: string,
  { kind }: Pick<ApprovalKind, 'kind'>,
): Promise<Map<string, string>> {
  const rows = await tx
    .selectFrom('approval')
    .select(['id', 'subject'])
    .where('school_id', '=', schoolId)
    .where('kind', '=', kind)
    .where('status', '=', 'waiting')
    .execute();
  return new Map(rows.map(({ id, subject }) => [subject, id]));
}

/** Payloads that somebody agreed to since then, of what this caller asked about this subject. */
export async function agreedLately<P>(
  tx: Tx,
  by: Pick<Caller, 'schoolId' | 'id'>,
  kind: ApprovalKind<P>,
  subject: string,
  since: number,
): Promise<P[]> {
  const rows = await tx
    .selectFrom('approval')
    .select('payload')
    .where('school_id', '=', by.schoolId)
    .where('kind', '=', kind.kind)
    .where('subject', '=', subject)
    .where('asked_by', '=', by.id)
    .where('status', '=', 'approved')
    .where('decided_at', '>', since)
    .execute();
  return rows.map(row => kind.read(JSON.parse(row.payload)));
}
