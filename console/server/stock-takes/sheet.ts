/** Stock-takes as spreadsheets: all of them, and what one expected and found. */
import {
  itemOutcomeWords,
  type StockTakeItem,
  type StockTakeRow,
  stockTakeStatusWords,
} from '../../../shared/protocol/api/stock-takes.ts';
import type { SheetOf } from '../sheets/index.ts';

export const stockTakeSheet: SheetOf<StockTakeRow> = {
  name: 'stock-takes',
  columns: {
    Name: take => take.name,
    Places: take => (take.places.length === 0 ? 'everything' : take.places.join(', ')),
    Status: take => stockTakeStatusWords[take.status],
    Begun: (take, say) => say(take.startedAt),
    'Begun by': take => take.startedBy,
    Finished: (take, say) => say(take.finishedAt),
    'Finished by': take => take.finishedBy,
    Signed: (take, say) => say(take.signedAt),
    'Signed by': take => take.signedBy,
    Expected: ({ counts }) => counts.expected,
    Found: ({ counts }) => counts.found,
    'In another place': ({ counts }) => counts.moved,
    Missing: ({ counts }) => counts.missing,
    'Not seen yet': ({ counts }) => counts.pending,
    'Not expected': ({ counts }) => counts.unexpected,
    'Codes that nothing has': ({ counts }) => counts.unknown,
  },
};

export const stockTakeItemSheet: SheetOf<StockTakeItem> = {
  name: 'stock-take',
  columns: {
    Tag: item => item.tag,
    What: item => item.what,
    'Serial number': item => item.serial,
    State: (item, _, { stateWords }) => stateWords[item.state],
    Expected: item => (item.expected ? 'yes' : 'no'),
    Outcome: item => itemOutcomeWords[item.outcome],
    'Place in the register': item => item.placeBefore,
    'Found at': item => item.placeFound,
    Seen: (item, say) => say(item.seenAt),
    'Seen by': item => item.seenBy,
    'Its agent was last heard': (item, say) => say(item.agentSeenAt),
    Note: item => item.note,
    Photos: item => item.photos.length,
  },
};
