/** What people asked for as a spreadsheet. */
import type { RequestView } from '../../../shared/protocol/api/requests.ts';
import type { SheetOf } from '../sheets/index.ts';

const stateWords = { waiting: 'Waiting', approved: 'Approved', refused: 'Refused' } as const;

export const requestSheet: SheetOf<RequestView> = {
  name: 'requests',
  columns: {
    Asked: (row, say) => say(row.madeAt),
    'Asked by': row => row.person,
    'What for': row => row.title,
    Reason: row => row.reason,
    Device: row => row.device?.name ?? null,
    Group: row => row.device?.group ?? null,
    State: row => stateWords[row.state],
    Decided: (row, say) => say(row.decidedAt),
    'Decided by': row => row.decidedBy,
    Answer: row => row.answer,
    'What came of it': row => row.outcome?.sentence ?? null,
  },
};
