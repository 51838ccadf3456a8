/** Reading the register. */
import { type Selectable, sql } from 'kysely';
import * as z from 'zod';
import {
  type SupportSession,
  type supportQuery,
  supportSession,
} from '../../../shared/protocol/api/support.ts';
import { type Database, pageOf, readCursor, type Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';

type Row = Selectable<Database['support_session']>;
type ShownRow = Row & { order_state: string | null; order_detail: string | null };

const place = z.tuple([z.int(), z.string().max(60)]);
export const openStates = ['asked', 'ready', 'running'] as const;

const shown = (tx: Tx) =>
  tx
    .selectFrom('support_session')
    .leftJoin('device_order', 'device_order.id', 'support_session.order_id')
    .selectAll('support_session')
    .select(['device_order.state as order_state', 'device_order.detail as order_detail']);

export async function listSessions(
  tx: Tx,
  schoolId: string,
  { device, state, cursor, limit }: z.output<typeof supportQuery>,
) {
  const before = readCursor(cursor, place);
  const found = await shown(tx)
    .where('support_session.school_id', '=', schoolId)
    .$if(device !== undefined, some => some.where('support_session.device_id', '=', device ?? ''))
    .$if(state === 'open', some => some.where('support_session.state', 'in', [...openStates]))
    .$if(state !== undefined && state !== 'open', some =>
      some.where('support_session.state', '=', state ?? ''),
    )
    .$if(before !== undefined, some =>
      some.where(
        sql<boolean>`(support_session.created_at, support_session.id) < (${before?.[0]}, ${before?.[1]})`,
      ),
    )
    .orderBy('support_session.created_at', 'desc')
    .orderBy('support_session.id', 'desc')
    .limit(limit + 1)
    .execute();
  return pageOf(found, limit, present, row => [row.created_at, row.id]);
}

/** Throws `support session.not_found`. */
export async function readSession(tx: Tx, schoolId: string, id: string): Promise<SupportSession> {
  const row = await shown(tx)
    .where('support_session.school_id', '=', schoolId)
    .where('support_session.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('support');
  return present(row);
}

function present(row: ShownRow): SupportSession {
  return supportSession.parse({
    id: row.id,
    device: { id: row.device_id, name: row.device_name },
    askedBy: row.asked_by_name,
    outside: row.outside,
    purpose: row.purpose,
    tool: row.tool,
    consent: row.consent === 1,
    state: row.state,
    order: row.order_state === null ? null : { state: row.order_state, detail: row.order_detail ?? '' },
    createdAt: row.created_at,
    answerBy: row.answer_by,
    until: row.until,
    shownAt: row.shown_at,
    answeredAt: row.answered_at,
    answeredBy: row.answered_by,
    stoppedAt: row.stopped_at,
    begunAt: row.begun_at,
    endedAt: row.ended_at,
    endedBy: row.ended_by,
    note: row.note,
  });
}
