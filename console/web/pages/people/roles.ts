import type { Role } from '../../../../shared/protocol/api/common.ts';

/** What each role sees and does, in a sentence. The table that decides is the console's `access.ts`. */
export const roleWords: Record<Role, string> = {
  technician: 'Everything about devices, people and settings.',
  headteacher: 'The school’s promises, what waits for a second person, and the audit log.',
  business_manager: 'Assets, loans, stock-takes and disposals, and what waits for a second person there.',
  safeguarding_lead: 'Exceptions, and the reports to the governors, which name nobody.',
  data_protection_officer:
    'What is kept about people and for how long, who did and looked at what, and the reports to the governors.',
  governor: 'The reports to the governors, which name no person and no computer. Nothing else.',
  staff: 'Their own computer and their own loans. Nothing of anybody else.',
};
