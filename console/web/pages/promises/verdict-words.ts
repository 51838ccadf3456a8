import type { State } from '../../../../shared/finding.ts';
import type { PromiseView } from '../../../../shared/protocol/api/overview.ts';

export type Verdict = PromiseView['verdict'];

export const verdictMarks: Record<Verdict, State> = {
  does_not_hold: 'not_met',
  cannot_be_known: 'unknown',
  holds: 'met',
  nothing_to_check: 'not_applicable',
};
