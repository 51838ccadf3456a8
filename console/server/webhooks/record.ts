/** Webhooks: entering one, turning it off, removing it. Its secret is sealed and shown once. */
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { Selectable } from 'kysely';
import * as z from 'zod';
import {
  type Webhook,
  type WebhookTopic,
  type webhookInput,
  type webhookPatch,
  webhookTopics,
} from '../../../shared/protocol/api/alerts.ts';
import { seal, unseal } from '../accounts/index.ts';
import type { Context } from '../context.ts';
import { type Database, lockSchool, type Tx } from '../database/index.ts';
import { objection } from '../deliveries/index.ts';
import { conflict, invalid, notFound } from '../errors.ts';
import type { Caller } from '../route.ts';

export type WebhookRow = Selectable<Database['webhook']>;

const most = 20;
const about = (id: string) => `webhook ${id}`;

export const topicsOf = (row: Pick<WebhookRow, 'topics'>): WebhookTopic[] =>
  z.array(z.enum(webhookTopics)).parse(JSON.parse(row.topics));

/** Sealed by another console, as after one was begun anew over an old database: no trying again helps. */
export class SecretLost extends Error {}

/** Throws `SecretLost`. */
export function secretOf({ identity }: Pick<Context, 'identity'>, row: WebhookRow): Buffer {
  try {
    return unseal(identity, row.secret, about(row.id));
  } catch (cause) {
    throw new SecretLost('Its secret cannot be opened any more. Remove this webhook and make it again', {
      cause,
    });
  }
}

export const present = (row: WebhookRow): Webhook => ({
  id: row.id,
  label: row.label,
  url: row.url,
  topics: topicsOf(row),
  on: row.enabled === 1,
  createdAt: row.created_at,
  createdBy: row.created_by,
  lastOkAt: row.last_ok_at,
  failingSince: row.failing_since,
  error: row.error,
});

export async function findWebhook(tx: Tx, schoolId: string, id: string): Promise<WebhookRow> {
  const row = await tx
    .selectFrom('webhook')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('webhook');
  return row;
}

/** Throws `request.invalid` for an address inside the school, `webhook.too_many`. Answers the secret as people copy it. */
export async function createWebhook(
  context: Context,
  by: Caller,
  { label, url, topics }: z.output<typeof webhookInput>,
): Promise<{ row: WebhookRow; secret: string }> {
  const { db, now, identity, audit, events, config } = context;
  const against = objection(new URL(url), config.webhookHosts);
  if (against !== undefined) throw invalid(`${against}.`, { url: against });
  const secret = randomBytes(32);
  const id = randomUUIDv7();
  const row = await db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const known = await tx.selectFrom('webhook').select('id').where('school_id', '=', by.schoolId).execute();
    if (known.length >= most)
      throw conflict('webhook.too_many', `There are ${most} webhooks, which is the most. Remove one first.`);
    const made: WebhookRow = {
      ...{ id, school_id: by.schoolId, label, url, enabled: 1 },
      ...{ secret: seal(identity, secret, about(id)), topics: JSON.stringify(topics) },
      // Told of what comes from now on.
      told_number: await lastNumber(tx, by.schoolId),
      ...{ created_at: now(), created_by: by.name, last_ok_at: null, failing_since: null, error: '' },
    };
    await tx.insertInto('webhook').values(made).execute();
    const facts = { label, host: new URL(url).host, topics: topics.join(', ') };
    await audit.record(tx, by, 'webhook.created', { subject: id, facts });
    return made;
  });
  events.nudge(by.schoolId, ['alerts']);
  return { row, secret: `whsec_${secret.toString('base64')}` };
}

async function lastNumber(tx: Tx, schoolId: string): Promise<number> {
  const last = await tx
    .selectFrom('audit')
    .select(eb => eb.fn.max('number').as('number'))
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  return Number(last?.number ?? 0);
}

/** One that is turned on again is not told of what was meanwhile. */
export async function changeWebhook(
  context: Context,
  by: Caller,
  id: string,
  { on, topics }: z.output<typeof webhookPatch>,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const row = await findWebhook(tx, by.schoolId, id);
    const turned = on !== undefined && on !== (row.enabled === 1);
    const set = {
      ...(turned && { enabled: on ? 1 : 0 }),
      ...(turned && on && { told_number: await lastNumber(tx, by.schoolId), failing_since: null, error: '' }),
      ...(topics !== undefined && { topics: JSON.stringify(topics) }),
    };
    if (Object.keys(set).length === 0) return;
    await tx.updateTable('webhook').set(set).where('id', '=', id).execute();
    const changes = [turned && (on ? 'on' : 'off'), topics !== undefined && `told of ${topics.join(', ')}`];
    const facts = { label: row.label, changes: changes.filter(said => said !== false).join(', ') };
    await context.audit.record(tx, by, 'webhook.changed', { subject: id, facts });
  });
  context.events.nudge(by.schoolId, ['alerts']);
}

export async function removeWebhook(context: Context, by: Caller, id: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const row = await findWebhook(tx, by.schoolId, id);
    await tx.deleteFrom('webhook').where('id', '=', id).execute();
    await context.audit.record(tx, by, 'webhook.removed', { subject: id, facts: { label: row.label } });
  });
  context.events.nudge(by.schoolId, ['alerts']);
}
