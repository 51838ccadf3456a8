/** What went out, as a spreadsheet. */
import type { Delivery } from '../../../shared/protocol/api/alerts.ts';
import type { SheetOf } from '../sheets/index.ts';

const states: Record<Delivery['state'], string> = {
  waiting: 'Waiting',
  sending: 'Being sent',
  sent: 'Sent',
  failed: 'Given up',
  unsure: 'May or may not have arrived',
};

export const deliverySheet: SheetOf<Delivery> = {
  name: 'deliveries',
  columns: {
    Made: (one, say) => say(one.createdAt),
    How: one => (one.way === 'mail' ? 'E-mail' : 'Webhook'),
    To: one => one.to,
    What: one => one.what,
    State: one => states[one.state],
    Attempts: one => one.attempts,
    'Next attempt': (one, say) => say(one.nextAt),
    Ended: (one, say) => say(one.endedAt),
    Problem: one => one.error,
  },
};
