/** How a loan stands, in a few words. */
import { sayDay } from '../../../../shared/assets/dates.ts';
import { loanStatusWords } from '../../../../shared/loans/words.ts';
import type { LoanRow } from '../../../../shared/protocol/api/loans.ts';
import { plural } from '../../time.ts';

type Due = Pick<LoanRow, 'status' | 'dueOn' | 'overdueDays'>;

export function sayDue({ status, dueOn, overdueDays }: Due): string {
  if (dueOn === null) return 'no end agreed';
  if (status === 'out' && overdueDays > 0) return `${sayDay(dueOn)}, ${plural(overdueDays, 'day')} ago`;
  return sayDay(dueOn);
}

export const sayStatus = ({ status, overdueDays }: Due) =>
  status === 'out' && overdueDays > 0 ? 'Overdue' : loanStatusWords[status];

/** "GP-001, GP-002 and 13 more" */
export function sayTags(tags: readonly string[], most = 4): string {
  if (tags.length <= most) return tags.join(', ');
  return `${tags.slice(0, most - 1).join(', ')} and ${tags.length - most + 1} more`;
}
