/** What webhooks are told: the digest, and that something happened, by following the audit log. Who did it and what it said stays here. */
import type { WebhookTopic } from '../../../shared/protocol/api/alerts.ts';
import type { Context } from '../context.ts';
import { lockSchool, type Tx } from '../database/index.ts';
import { type DeliveryRow, enqueue, type Outcome, post } from '../deliveries/index.ts';
import { SecretLost, secretOf, topicsOf, type WebhookRow } from './record.ts';

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

/** Whether a digest that is made now goes to any program. */
export const isWebhookTold = async (tx: Tx, schoolId: string): Promise<boolean> =>
  (await listening(tx, schoolId, 'alert')).length > 0;

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

/**
 * Goes through what the log has got since the last time; the place and the messages of one webhook are kept together.
 * One that cannot be gone through leaves the others their messages.
 */
export async function followPass(
  { db, now, log }: Pick<Context, 'db' | 'now' | 'log'>,
  schoolId: string,
): Promise<void> {
  for (const { id } of await listening(db, schoolId))
    await db
      .transaction()
      .execute(async tx => {
        await lockSchool(tx, schoolId);
        const row = (await listening(tx, schoolId)).find(one => one.id === id);
        if (row !== undefined) await followOne({ now }, tx, row);
      })
      .catch(error => log.error({ err: error, webhook: id }, 'the log could not be followed for a webhook'));
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
  const outcome = await attempt(context, row, body).then(
    (status): Outcome =>
      status >= 200 && status < 300 ? { kind: 'sent' } : { kind: 'later', error: `It answered ${status}` },
    (thrown: Error): Outcome => ({
      kind: thrown instanceof SecretLost ? 'failed' : 'later',
      error: thrown.message,
    }),
  );
  await note(context, row, outcome.kind === 'sent' ? undefined : outcome.error);
  return outcome;
}

/** Answers the status; rejects with words, also where nothing could be signed. */
const attempt = async (context: Context, row: WebhookRow, body: string): Promise<number> =>
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
