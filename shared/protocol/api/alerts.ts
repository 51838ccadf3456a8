/** Alerts: one digest on school mornings, incidents at once, and whether they arrived. */
import * as z from 'zod';
import { id, listOf, pageQuery, role, time } from './common.ts';

/** Beside the controls: what else an alert can be about. */
export const alertTroubles = ['silent', 'cloned'] as const;

/** So many devices before it is worth a line; null for never. */
const threshold = z.int().min(1, 'At least one device').max(100_000).nullable();

const settings = {
  /** Morning digest: "07:30" by the clocks of the school. */
  at: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 07:30'),
  /** Only on school days and INSET days; without a calendar on weekdays, and not in August. */
  schoolDays: z.boolean(),
  incidents: z.enum(['at_once', 'digest', 'never']),
  /** By control or trouble. */
  thresholds: z.record(z.string().max(40), threshold),
  /** Accounts that get the e-mail. */
  people: z.array(id).max(50),
};

export const alertInput = z.strictObject({ revision: z.int().nonnegative(), ...settings });
export const alertSettings = z.object({
  revision: z.int(),
  ...settings,
  updatedAt: time.nullable(),
  updatedBy: z.string().nullable(),
  /** Every threshold there can be, with its name. */
  subjects: z.array(z.object({ key: z.string(), title: z.string() })),
  /** Who may be chosen; what each is told follows their role. */
  accounts: z.array(z.object({ id, name: z.string(), email: z.string(), role })),
  /** Where e-mail goes out; null while no server is set. */
  mail: z.object({ server: z.string(), from: z.string() }).nullable(),
  /** When the next digest is looked at; null while nobody gets one. */
  nextAt: time.nullable(),
});
export type AlertSettings = z.infer<typeof alertSettings>;

const deliveryState = z.enum(['waiting', 'sending', 'sent', 'failed', 'unsure']);
export const delivery = z.object({
  id,
  way: z.enum(['mail', 'webhook']),
  /** Whom it goes to, in words. */
  to: z.string(),
  what: z.string(),
  state: deliveryState,
  attempts: z.int(),
  createdAt: time,
  /** Of the next attempt, while it waits. */
  nextAt: time.nullable(),
  endedAt: time.nullable(),
  /** Why the last attempt failed. */
  error: z.string(),
});
export type Delivery = z.infer<typeof delivery>;
export const deliveryList = listOf(delivery);
export const deliveryQuery = pageQuery.extend({ webhook: id.optional() });

export const testedMail = z.object({ to: z.string() });

/** What a webhook may be told of: by the word before the dot of an audit entry's action. */
export const webhookTopics = [
  'alert',
  'incident',
  'device',
  'request',
  'approval',
  'policy',
  'exception',
  'order',
  'asset',
  'loan',
  'disposal',
] as const;
export type WebhookTopic = (typeof webhookTopics)[number];
export const webhookTopicWords: Record<WebhookTopic, string> = {
  alert: 'The digest',
  incident: 'Incidents',
  device: 'Devices asking to join, joining, renamed, removed',
  request: 'Requests and decisions',
  approval: 'What asks for a second person',
  policy: 'Policies',
  exception: 'Exceptions',
  order: 'Orders to devices',
  asset: 'The asset register',
  loan: 'Loans',
  disposal: 'Disposals',
};
const topics = z.array(z.enum(webhookTopics)).min(1, 'Choose what it is told of');

export const webhook = z.object({
  id,
  label: z.string(),
  url: z.string(),
  topics: z.array(z.enum(webhookTopics)),
  on: z.boolean(),
  createdAt: time,
  createdBy: z.string(),
  lastOkAt: time.nullable(),
  /** Since when every attempt fails; null while it works. */
  failingSince: time.nullable(),
  error: z.string(),
});
export type Webhook = z.infer<typeof webhook>;
export const webhookList = listOf(webhook);
export const webhookInput = z.strictObject({
  label: z.string().trim().min(1, 'Give it a name').max(60),
  url: z.url({ protocol: /^https?$/, error: 'Write an address that begins with https://' }).max(500),
  topics,
});
export const webhookPatch = z.strictObject({ on: z.boolean().optional(), topics: topics.optional() });
/** `secret` is shown this once: `whsec_…`. */
export const madeWebhook = webhook.extend({ secret: z.string() });
export const testedWebhook = z.object({ status: z.int() });
