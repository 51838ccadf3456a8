import { Link } from 'react-router';
import type { LoanRow } from '../../../../shared/protocol/api/loans.ts';
import { Ago } from '../../components/Ago.tsx';
import { type ListShape, ListTable } from '../../components/ListTable.tsx';
import { plural } from '../../time.ts';
import { sayDue, sayStatus, sayTags } from './loan-words.ts';

const names = ['things', 'for', 'where', 'due', 'state', 'number', 'signed'] as const;
type Name = (typeof names)[number];

const overdue = (row: LoanRow) => (row.overdueDays > 0 ? 'overdue' : undefined);

export const loanList: ListShape<LoanRow, Name> = {
  list: 'loans',
  caption: 'Loans',
  className: 'one-a-line',
  first: {
    words: 'Holder',
    cell: row => (
      <Link to={`/loans/${row.id}`} className="row-link" data-row>
        {row.holder.name}
      </Link>
    ),
  },
  names,
  usual: ['things', 'for', 'where', 'due', 'state', 'number'],
  columns: {
    things: {
      words: 'Things',
      className: 'long-word',
      title: row => plural(row.count, 'thing'),
      cell: row => <Things row={row} />,
    },
    for: { words: 'For', className: 'long-word', cell: row => row.purpose },
    where: { words: 'Where', cell: row => (row.offSite ? 'Off site' : 'In school') },
    due: { words: 'Due back', className: overdue, cell: sayDue },
    state: { words: 'State', className: overdue, cell: sayStatus },
    number: { words: 'Loan', className: 'number', cell: row => row.number },
    signed: { words: 'Handed over', cell: row => (row.signedAt === null ? '–' : <Ago at={row.signedAt} />) },
  },
};

function Things({ row }: { row: LoanRow }) {
  return (
    <>
      {sayTags(row.tags)}
      {row.status === 'out' && row.out < row.count ? (
        <span className="quiet">
          {' '}
          ({row.out} of {row.count} still out)
        </span>
      ) : null}
    </>
  );
}

interface Props {
  rows: LoanRow[];
  caption?: string;
  shown?: readonly Name[];
}

/** Loans, one a row. */
export function LoanTable({ rows, caption, shown = loanList.usual }: Props) {
  return <ListTable shape={loanList} rows={rows} shown={shown} {...(caption && { caption })} />;
}
