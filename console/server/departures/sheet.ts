/** Removed devices that go on counting, as a spreadsheet. */
import type { Departure } from '../../../shared/protocol/api/devices.ts';
import type { SheetOf } from '../sheets/index.ts';

export const departureSheet: SheetOf<Departure> = {
  name: 'departures',
  columns: {
    Device: one => one.name,
    What: one => (one.replaced ? 'another was said to be it' : 'removed'),
    Removed: (one, say) => say(one.removedAt),
    'Removed by': one => one.removedBy,
    'Did not hold, or was not known': one => one.open.join('; '),
    'Second person': one => (one.approvalId === null ? 'not asked' : 'asked'),
  },
};
