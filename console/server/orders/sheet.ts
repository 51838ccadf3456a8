/** Orders to one device as a spreadsheet. */
import type { OrderView } from '../../../shared/protocol/api/orders.ts';
import type { SheetOf } from '../sheets/index.ts';

export const orderSheet: SheetOf<OrderView> = {
  name: 'orders',
  columns: {
    Given: (one, say) => say(one.createdAt),
    'Given by': one => one.createdBy,
    'What to do': one => one.what,
    Why: one => one.reason,
    State: one => one.state,
    'What the device said': one => one.detail,
    Sent: (one, say) => say(one.sentAt),
    Ended: (one, say) => say(one.endedAt),
    'Expires or expired': (one, say) => say(one.expiresAt),
  },
};
