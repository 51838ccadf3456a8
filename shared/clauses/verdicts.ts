/** What may be said of a promise, in the same words on pages, in reports and in tables. */
import type { PromiseView } from '../protocol/api/overview.ts';

export const verdictWords: Record<PromiseView['verdict'], string> = {
  does_not_hold: 'Does not hold everywhere',
  cannot_be_known: 'Cannot be known yet',
  holds: 'Holds',
  nothing_to_check: 'Nothing to check',
};
