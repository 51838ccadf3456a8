/** Loans as a spreadsheet. */
import { loanStatusWords } from '../../../shared/loans/words.ts';
import type { AssetSet, LoanRow } from '../../../shared/protocol/api/loans.ts';
import type { SheetOf } from '../sheets/index.ts';

export const loanSheet: SheetOf<LoanRow> = {
  name: 'loans',
  columns: {
    Number: loan => loan.number,
    Status: loan => loanStatusWords[loan.status],
    Holder: loan => loan.holder.name,
    'Lent for': loan => loan.purpose,
    'Off site': loan => (loan.offSite ? 'yes' : 'no'),
    'Due back': loan => loan.dueOn,
    'Days overdue': loan => loan.overdueDays,
    Things: loan => loan.count,
    'Still out': loan => loan.out,
    Tags: loan => loan.tags.join(', '),
    Signed: (loan, say) => say(loan.signedAt),
    Entered: (loan, say) => say(loan.createdAt),
  },
};

export const setSheet: SheetOf<AssetSet> = {
  name: 'sets',
  columns: {
    Set: one => one.name,
    Note: one => one.note,
    Things: one => one.members.length,
    Tags: one => one.members.map(({ tag }) => tag).join(', '),
  },
};
