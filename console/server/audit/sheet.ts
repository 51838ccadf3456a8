/** The log as a spreadsheet. */
import type { AuditEntry } from '../../../shared/protocol/api/accounts.ts';
import type { SheetOf } from '../sheets/index.ts';

export const auditSheet: SheetOf<AuditEntry> = {
  name: 'audit-log',
  columns: {
    Number: entry => entry.number,
    When: (entry, say) => say(entry.at),
    Who: entry => entry.actor,
    What: entry => entry.sentence,
    Action: entry => entry.action,
  },
};
