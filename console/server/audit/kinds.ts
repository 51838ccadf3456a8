import type { AuditKind } from '../../../shared/protocol/api/audit.ts';

/** What entries are about: by the word before the dot of their action, or by a whole action. Each is of one at least. */
export const wordsOfKind: Record<Exclude<AuditKind, 'looked'>, readonly string[]> = {
  configuration: [
    ...['policy', 'exception', 'approval', 'filtering', 'change', 'school', 'calendar', 'group', 'account'],
    ...['pupil_link', 'directory', 'retention', 'wording'],
    ...['token', 'medium', 'software', 'console', 'advisories', 'support', 'clauses', 'alert', 'webhook'],
    // By which group a computer goes is by which policy it goes.
    ...['device.moved', 'device.approved', 'device.removed'],
    ...['loan.letters', 'loan.agreement_written', 'disposal.rules_changed', 'governors.letters_changed'],
    ...['remote_support.rules_changed', 'incident.rules_changed', 'second_step.removed'],
  ],
  policy: ['policy', 'exception', 'approval'],
  filtering: ['filtering'],
  requests: ['request', 'medium'],
  devices: [
    ...['device', 'order', 'diagnostics', 'recovery', 'recovery_key', 'neighbours', 'presentation', 'code'],
    ...['group', 'incident', 'remote_support', 'sittings'],
  ],
  software: ['software', 'vulnerability', 'advisories', 'support'],
  people: [
    ...['account', 'session', 'token', 'passkey', 'second_step', 'directory', 'person', 'notice', 'wording'],
    ...['audit', 'list'],
  ],
  register: [
    ...['asset', 'check', 'supplier', 'contract', 'licence'],
    ...['loan', 'disposal', 'stock_take', 'label'],
  ],
  proof: ['clauses', 'promises', 'evidence', 'governors', 'review', 'backup', 'console', 'retention'],
};

/** Whole actions by which somebody saw, or took out of the console, what is about people or opens a computer. */
export const looks: readonly string[] = [
  ...['sittings.seen', 'diagnostics.taken', 'recovery_key.shown', 'recovery.code_given', 'licence.key_seen'],
  ...['list.exported', 'audit.exported', 'asset.exported', 'evidence.pack_made', 'disposal.pack_made'],
  'person.exported',
];
