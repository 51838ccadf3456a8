/** What webhooks are told: the digest, and that something happened, by following the audit log. Who did it and what it said stays here. */
import type { WebhookTopic } from '../../../shared/protocol/api/alerts.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { type DeliveryRow, enqueue, type Outcome, post } from '../deliveries/index.ts';
import { secretOf, topicsOf, type WebhookRow } from './record.ts';

export interface WebhookEvent {
  id: string;
  /** "incident.opened" */
  type: string;
  at: number;
  data: object;
}

const atOnce = 200;

const listening = async (tx: Tx, schoolId: string, topic?: WebhookTopic): Promise<WebhookRow[]> =>
  (
    await tx
      .selectFrom('webhook')
      .selectAll()
      .where('school_id', '=', schoolId)
      .where('enabled', '=', 1)
      .execute()
  ).filter(row => topic === undefined || topicsOf(row).includes(topic));

const deliveryOf = (row: WebhookRow, event: WebhookEvent) => ({
  ...{ way: 'webhook' as const, target: row.id, key: `webhook ${row.id} ${event.id}` },
  ...{ what: event.type, body: JSON.stringify(event) },
});

export async function enqueueForWebhooks(
  context: Pick<Context, 'now'>,
  tx: Tx,
  schoolId: string,
  event: WebhookEvent,
): Promise<void> {
  const rows = await listening(tx, schoolId, 'alert');
  await enqueue(
    context,
    tx,
    schoolId,
    rows.map(row => deliveryOf(row, event)),
  );
}

/** Goes through what the log has got since the last time; the place and the messages are kept together. */
export async function followPass({ db, now }: Pick<Context, 'db' | 'now'>, schoolId: string): Promise<void> {
  if ((await listening(db, schoolId)).length === 0) return;
  await db.transaction().execute(async tx => {
    await lockSchool(tx, schoolId);
    for (const row of await listening(tx, schoolId)) await followOne({ now }, tx, row);
  });
}

async function followOne(context: Pick<Context, 'now'>, tx: Tx, row: WebhookRow): Promise<void> {
  const entries = await tx
    .selectFrom('audit')
    .select(['id', 'number', 'at', 'action', 'subject'])
    .where('school_id', '=', row.school_id)
    .where('number', '>', row.told_number)
    .orderBy('number')
    .limit(atOnce)
    .execute();
  const last = entries.at(-1);
  if (last === undefined) return;
  const topics: readonly string[] = topicsOf(row);
  const events = entries
    .filter(({ action }) => topics.includes(action.split('.', 1)[0] ?? ''))
    .map(({ id, number, at, action, subject }) => ({ id, type: action, at, data: { number, subject } }));
  await enqueue(
    context,
    tx,
    row.school_id,
    events.map(event => deliveryOf(row, event)),
  );
  await tx.updateTable('webhook').set({ told_number: last.number }).where('id', '=', row.id).execute();
}

/** Anything but a 2xx is tried again. */
export async function sendToWebhook(context: Context, { target, body }: DeliveryRow): Promise<Outcome> {
  const row = await context.db.selectFrom('webhook').selectAll().where('id', '=', target).executeTakeFirst();
  if (row === undefined || row.enabled === 0)
    return { kind: 'failed', error: 'The webhook was turned off or removed.' };
  const error = await attempt(context, row, body).then(
    status => (status >= 200 && status < 300 ? undefined : `It answered ${status}`),
    (thrown: Error) => thrown.message,
  );
  await note(context, row, error);
  return error === undefined ? { kind: 'sent' } : { kind: 'later', error };
}

const attempt = (context: Context, row: WebhookRow, body: string) =>
  post(
    { url: row.url, secret: secretOf(context, row), id: (JSON.parse(body) as WebhookEvent).id, body },
    context.config.webhookHosts,
    context.now(),
  );

async function note({ db, now }: Context, row: WebhookRow, error: string | undefined): Promise<void> {
  const at = now();
  const set =
    error === undefined
      ? { last_ok_at: at, failing_since: null, error: '' }
      : { failing_since: row.failing_since ?? at, error: error.slice(0, 300) };
  await db.updateTable('webhook').set(set).where('id', '=', row.id).execute();
}

/** Sends one now, whatever waits. Answers the status; throws with words. */
export function sendTest(context: Context, row: WebhookRow): Promise<number> {
  const at = context.now();
  const event: WebhookEvent = { id: `test-${row.id}-${at}`, type: 'test', at, data: { label: row.label } };
  return attempt(context, row, JSON.stringify(event));
}
