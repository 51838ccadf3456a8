/** What waits for a second person and what was decided lately, as a spreadsheet. */
import type { Approval } from '../../../shared/protocol/api/approvals.ts';
import type { SheetOf } from '../sheets/index.ts';

const states: Record<Approval['state'], string> = {
  waiting: 'Waiting',
  approved: 'Agreed',
  refused: 'Not agreed',
  withdrawn: 'Taken back',
  expired: 'Nobody decided in time',
};

export const approvalSheet: SheetOf<Approval> = {
  name: 'approvals',
  columns: {
    What: one => one.title,
    'What a yes does': one => one.lines.join(' '),
    Why: one => one.reason,
    'Asked by': one => one.askedBy,
    Asked: (one, say) => say(one.askedAt),
    State: one => states[one.state],
    'Ends or ended by itself': (one, say) => say(one.expiresAt),
    'Who could agree': one => one.who.join('; '),
    'Decided by': one => one.decidedBy,
    Decided: (one, say) => say(one.decidedAt),
    'What came of it': one => one.outcome,
  },
};
