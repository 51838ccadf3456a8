/** Devices on the network as a spreadsheet. */
import { type Neighbour, neighbourDecisionWords } from '../../../shared/protocol/api/neighbours.ts';
import type { SheetOf } from '../sheets/index.ts';

export const neighbourSheet: SheetOf<Neighbour> = {
  name: 'network-devices',
  columns: {
    Name: one => one.name,
    'Network address': one => one.address,
    Maker: one => one.maker,
    Decision: one => neighbourDecisionWords[one.decision],
    Note: one => one.note,
    'Computer with Caretaker': one => one.device?.name ?? null,
    Asset: one => one.asset?.tag ?? null,
    'May be': one => one.proposed?.tag ?? null,
    'First seen': (one, say) => say(one.firstSeenAt),
    'Last seen': (one, say) => say(one.lastSeenAt),
    'Seen by': one => one.seenBy.map(({ name }) => name).join(', '),
    'Seen by how many': one => String(one.seenByCount),
  },
};
