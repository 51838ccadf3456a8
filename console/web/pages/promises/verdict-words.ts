import type { State } from '../../../../shared/finding.ts';
import type { PromiseView } from '../../../../shared/protocol/api/overview.ts';

export type Verdict = PromiseView['verdict'];

export const verdictMarks: Record<Verdict, State> = {
  does_not_hold: 'not_met',
  cannot_be_known: 'unknown',
  holds: 'met',
  nothing_to_check: 'not_applicable',
};
export const verdictWords: Record<Verdict, string> = {
  does_not_hold: 'Does not hold everywhere',
  cannot_be_known: 'Cannot be known yet',
  holds: 'Holds',
  nothing_to_check: 'Nothing to check',
};
