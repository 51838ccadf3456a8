/** What is looked at on set days, as a spreadsheet. */
import type { Review } from '../../../shared/protocol/api/reviews.ts';
import { reviewKindWords } from '../../../shared/reviews/standing.ts';
import type { SheetOf } from '../sheets/index.ts';

export const reviewSheet: SheetOf<Review> = {
  name: 'reviews',
  columns: {
    What: one => one.what,
    Kind: one => reviewKindWords[one.kind].kind,
    'Who sees to it': one => one.owner,
    Version: one => one.version,
    'Every months': one => one.everyMonths,
    State: one => one.standing.state,
    Standing: one => one.standing.words,
    'Last looked at': one => one.entries[0]?.doneOn ?? null,
    By: one => one.entries[0]?.doneBy ?? null,
    'Not needed since': one => one.endedOn,
  },
};
