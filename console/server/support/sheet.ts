/** The register as a spreadsheet. */
import { type SupportSession, supportStateWords } from '../../../shared/protocol/api/support.ts';
import type { SheetOf } from '../sheets/index.ts';

export const supportSheet: SheetOf<SupportSession> = {
  name: 'remote-support',
  columns: {
    Asked: (one, say) => say(one.createdAt),
    Device: one => one.device.name,
    'Asked by': one => one.askedBy,
    'From outside': one => one.outside,
    Purpose: one => one.purpose,
    Tool: one => one.tool,
    'Consent or notice': one => (one.consent ? 'Consent' : 'Notice'),
    'What became of it': one => supportStateWords[one.state],
    'Shown at the computer': (one, say) => say(one.shownAt),
    Answered: (one, say) => say(one.answeredAt),
    'Answered by': one => one.answeredBy,
    'Taken back': (one, say) => say(one.stoppedAt),
    Began: (one, say) => say(one.begunAt),
    Ended: (one, say) => say(one.endedAt),
    'Ended by': one => one.endedBy,
    'What was done': one => one.note,
  },
};
