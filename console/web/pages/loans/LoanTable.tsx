import { Link } from 'react-router';
import type { LoanRow } from '../../../../shared/protocol/api/loans.ts';
import { sayDue, sayStatus, sayTags } from './loan-words.ts';

/** Loans, one a row. */
export function LoanTable({ rows, caption = 'Loans' }: { rows: LoanRow[]; caption?: string }) {
  return (
    <table className="device-table list-table one-a-line" data-row-of="loans">
      <caption className="hidden-words">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Holder</th>
          <th scope="col">Things</th>
          <th scope="col">For</th>
          <th scope="col">Where</th>
          <th scope="col">Due back</th>
          <th scope="col">State</th>
          <th scope="col" className="number">
            Loan
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.id}>
            <td>
              <Link to={`/loans/${row.id}`} className="row-link" data-row>
                {row.holder.name}
              </Link>
            </td>
            <td data-label="Things" className="long-word">
              {sayTags(row.tags)}
              {row.status === 'out' && row.out < row.count ? (
                <span className="quiet">
                  {' '}
                  ({row.out} of {row.count} still out)
                </span>
              ) : null}
            </td>
            <td data-label="For" className="long-word">
              {row.purpose}
            </td>
            <td data-label="Where">{row.offSite ? 'Off site' : 'In school'}</td>
            <td data-label="Due back" className={row.overdueDays > 0 ? 'overdue' : undefined}>
              {sayDue(row)}
            </td>
            <td data-label="State" className={row.overdueDays > 0 ? 'overdue' : undefined}>
              {sayStatus(row)}
            </td>
            <td data-label="Loan" className="number">
              {row.number}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
