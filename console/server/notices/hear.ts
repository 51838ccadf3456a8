/** What devices say of notices: which they hold, and what somebody there answered. Each may come twice. */
import { sql } from 'kysely';
import * as z from 'zod';
import { noticeAnswer, noticeAnswered, noticesKept } from '../../../shared/protocol/notice.ts';
import { signInName } from '../../../shared/protocol/transcript.ts';
import type { Context } from '../context.ts';
import { likeText, type Tx } from '../database/index.ts';
import { clean } from '../devices/index.ts';
import { byOurClock, type Sender } from '../reports/index.ts';
import { nextNumber, sendToAll } from './send.ts';

const event = z.object({
  id: z.uuid(),
  at: z.int().nonnegative(),
  name: z.enum([noticeAnswered, noticesKept]),
  facts: z.record(z.string(), z.unknown()),
});

/** What is of another shape is left out. */
export async function heardNotice(context: Context, sender: Sender, record: unknown): Promise<void> {
  const read = event.safeParse(record);
  if (!read.success) return;
  const { id, at, name, facts } = read.data;
  if (name === noticesKept) await kept(context, sender, String(facts.notices ?? ''));
  else {
    const ours = byOurClock(at, sender.clockOffsetMs, context.now());
    await answered(context, sender, { id, at: ours }, facts);
  }
  context.events.nudge(sender.schoolId, ['notices']);
}

async function kept({ db, now }: Context, { deviceId, schoolId }: Sender, text: string): Promise<void> {
  const ids = text.split(' ').filter(id => z.uuid().safeParse(id).success);
  if (ids.length === 0) return;
  const ours = await db
    .selectFrom('notice')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('id', 'in', ids)
    .execute();
  for (const { id } of ours)
    await db
      .insertInto('notice_device')
      .values({ notice_id: id, device_id: deviceId, school_id: schoolId, kept_at: now() })
      .onConflict(clash => clash.columns(['notice_id', 'device_id']).doNothing())
      .execute();
}

async function answered(
  context: Context,
  { deviceId, schoolId }: Sender,
  { id, at }: { id: string; at: number },
  facts: Record<string, unknown>,
): Promise<void> {
  const said = noticeAnswer.safeParse(facts);
  if (!said.success) return;
  const { noticeId, answer, rendering, hash } = said.data;
  const person = clean(said.data.person, 100);
  const user = clean(said.data.user, 100);
  const fresh = await context.db.transaction().execute(async tx => {
    const notice = await tx
      .selectFrom('notice')
      .select(['id', 'kind'])
      .where('school_id', '=', schoolId)
      .where('id', '=', noticeId)
      .executeTakeFirst();
    // A message cannot be agreed to.
    if (notice === undefined || (notice.kind === 'message' && answer !== 'read')) return false;
    const inserted = await tx
      .insertInto('notice_answer')
      .values({
        ...{ id, school_id: schoolId, notice_id: noticeId, device_id: deviceId, user_name: user },
        ...{
          person_name: person,
          person_id: await personOf(tx, schoolId, user),
          answer,
          how: 'device',
        },
        ...{ rendering, text_hash: hash, at, entered_by: null },
      })
      .onConflict(clash => clash.column('id').doNothing())
      .returning('id')
      .executeTakeFirst();
    if (inserted !== undefined) await nextNumber(tx, schoolId, context.now());
    return inserted !== undefined;
  });
  if (fresh) sendSoon(context, schoolId);
}

/** By the first part of exactly one address: a name that somebody only wrote waits until a person says who it was. */
async function personOf(tx: Tx, schoolId: string, user: string): Promise<string | null> {
  const plainUser = signInName(user);
  if (plainUser === '') return null;
  const found = await tx
    .selectFrom('person')
    .select('id')
    .where('school_id', '=', schoolId)
    .where('left_at', 'is', null)
    .where(sql<boolean>`lower(email) like ${`${likeText(plainUser)}@%`} escape '!'`)
    .limit(2)
    .execute();
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

const gatherMs = 10 * 60_000;
const waiting = new WeakMap<Context, Map<string, NodeJS.Timeout>>();

/** The other devices need not ask this person again: they are told a while later, once for all who answered. */
export function sendSoon(context: Context, schoolId: string): void {
  const timers = waiting.get(context) ?? new Map<string, NodeJS.Timeout>();
  waiting.set(context, timers);
  if (timers.has(schoolId)) return;
  const timer = setTimeout(() => {
    timers.delete(schoolId);
    // Nobody to tell; a console that was only opened to write in it may be gone by now, too.
    if (context.presence.connectedCount(schoolId) === 0) return;
    sendToAll(context, schoolId).catch(error => context.log.error({ err: error }, 'notices were not sent'));
  }, gatherMs);
  timer.unref();
  timers.set(schoolId, timer);
}

/** Nobody is told any more: the console stops. */
export function stopSendingSoon(context: Context): void {
  for (const timer of waiting.get(context)?.values() ?? []) clearTimeout(timer);
  waiting.delete(context);
}
