/** What entries are about, by the word before the dot of their action. */
import type { AuditKind } from '../../../shared/protocol/api/audit.ts';

export const wordsOfKind: Record<Exclude<AuditKind, 'looked'>, readonly string[]> = {
  configuration: [
    ...['policy', 'exception', 'approval', 'filtering', 'change', 'school', 'calendar', 'group', 'account'],
    'pupil_link',
    ...['token', 'medium', 'software', 'console', 'advisories', 'support', 'clauses', 'alert', 'webhook'],
  ],
  policy: ['policy', 'exception', 'approval'],
  filtering: ['filtering'],
  requests: ['request', 'medium'],
  devices: [
    'device',
    'order',
    'diagnostics',
    'recovery',
    'recovery_key',
    'neighbours',
    'presentation',
    'code',
    'group',
    'incident',
  ],
  people: ['account', 'session', 'token', 'person', 'people', 'notice', 'wording', 'audit', 'list'],
  register: [
    ...['asset', 'check', 'supplier', 'contract', 'licence'],
    ...['loan', 'disposal', 'stock_take', 'agreement', 'label'],
  ],
};

/** Whole actions by which somebody saw, or took out of the console, what is about people or opens a computer. */
export const looks: readonly string[] = [
  ...['sittings.seen', 'diagnostics.taken', 'recovery_key.shown', 'recovery.code_given', 'licence.key_seen'],
  ...['list.exported', 'audit.exported', 'asset.exported', 'evidence.pack_made', 'disposal.pack_made'],
  'person.exported',
];
