/** `/deliveries`: what went out, what waits, and what may or may not have arrived. */
import * as z from 'zod';
import { type Delivery, deliveryList, deliveryQuery } from '../../../shared/protocol/api/alerts.ts';
import type { Context } from '../context.ts';
import { pageOf, readCursor, type Tx } from '../database/index.ts';
import { conflict, notFound } from '../errors.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { deliverySheet } from './sheet.ts';
import type { DeliveryRow } from './store.ts';

const params = z.object({ id: z.string().max(60) });
const place = z.tuple([z.int(), z.string().max(60)]);

export function routes(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, deliverySheet, {
      method: 'get',
      path: '/deliveries',
      summary: 'What alerts and webhooks sent in the last month, the newest first',
      permission: 'alerts.read',
      query: deliveryQuery,
      response: deliveryList,
      handle: ({ caller, query }) => list(db, caller.schoolId, query),
    }),
    route({
      method: 'post',
      path: '/deliveries/{id}/again',
      summary: 'Send again what was given up, or may not have arrived',
      permission: 'alerts.edit',
      params,
      response: null,
      handle: ({ caller, params: { id } }) => sendAgain(context, caller, id),
    }),
  ];
}

type Row = DeliveryRow & { webhook_label: string | null; person_name: string | null };

async function list(db: Tx, schoolId: string, query: z.output<typeof deliveryQuery>) {
  const before = readCursor(query.cursor, place);
  const rows = await db
    .selectFrom('delivery')
    .leftJoin('webhook', 'webhook.id', 'delivery.target')
    .leftJoin('account', 'account.id', 'delivery.target')
    .leftJoin('person', 'person.id', 'account.person_id')
    .selectAll('delivery')
    .select(['webhook.label as webhook_label', 'person.name as person_name'])
    .where('delivery.school_id', '=', schoolId)
    .$if(query.webhook !== undefined, some => some.where('delivery.target', '=', query.webhook ?? ''))
    .$if(before !== undefined, some =>
      some.where(eb =>
        eb(
          eb.refTuple('delivery.created_at', 'delivery.id'),
          '<',
          eb.tuple(before?.[0] ?? 0, before?.[1] ?? ''),
        ),
      ),
    )
    .orderBy('delivery.created_at', 'desc')
    .orderBy('delivery.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return pageOf(rows, query.limit, present, row => [row.created_at, row.id]);
}

function present(row: Row): Delivery {
  const address = row.target.includes('@') ? row.target : null;
  const gone = row.way === 'mail' ? 'an account that is gone' : 'a webhook that is gone';
  return {
    id: row.id,
    way: row.way as Delivery['way'],
    to: row.webhook_label ?? row.person_name ?? address ?? gone,
    what: row.what,
    state: row.state as Delivery['state'],
    attempts: row.attempts,
    createdAt: row.created_at,
    nextAt: row.state === 'waiting' ? row.next_at : null,
    endedAt: row.ended_at,
    error: row.error,
  };
}

async function sendAgain({ db, now, audit, events }: Context, by: Caller, id: string): Promise<void> {
  await db.transaction().execute(async tx => {
    const row = await tx
      .selectFrom('delivery')
      .select(['state', 'what'])
      .where('school_id', '=', by.schoolId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw notFound('delivery');
    if (row.state !== 'failed' && row.state !== 'unsure')
      throw conflict('delivery.not_over', 'It was sent, or will be tried again by itself.');
    await tx
      .updateTable('delivery')
      .set({ state: 'waiting', attempts: 0, next_at: now(), ended_at: null, error: '' })
      .where('id', '=', id)
      .execute();
    await audit.record(tx, by, 'alert.sent_again', { subject: id, facts: { what: row.what } });
  });
  events.nudge(by.schoolId, ['alerts']);
}
