/** Webhooks as a spreadsheet; the secrets of their signatures are in no answer. */
import { type Webhook, webhookTopicWords } from '../../../shared/protocol/api/alerts.ts';
import type { SheetOf } from '../sheets/index.ts';

export const webhookSheet: SheetOf<Webhook> = {
  name: 'webhooks',
  columns: {
    Name: one => one.label,
    Address: one => one.url,
    'Is told of': one => one.topics.map(topic => webhookTopicWords[topic]).join('; '),
    On: one => (one.on ? 'yes' : 'no'),
    Made: (one, say) => say(one.createdAt),
    'Made by': one => one.createdBy,
    'Last answered': (one, say) => say(one.lastOkAt),
    'Failing since': (one, say) => say(one.failingSince),
    Problem: one => one.error,
  },
};
