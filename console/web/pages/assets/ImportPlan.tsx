import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ImportCheck, ImportRow } from '../../../../shared/protocol/api/asset-imports.ts';
import { download } from '../../download.ts';
import { plural } from '../../time.ts';

const outcomeWords: Record<ImportRow['outcome'], string> = {
  create: 'New',
  change: 'Changed',
  same: 'As it is',
  rejected: 'Rejected',
};

/** Rejected rows come as text, whatever they came in. */
export const rejectedName = (name: string) => `rejected-${name.replace(/\.[a-z]{1,4}$/i, '')}.csv`;

/** Row by row what would be written, those that are rejected first. */
export function ImportPlan({
  check,
  name,
  children,
}: {
  check: ImportCheck;
  name: string;
  /** What to do next: above the rows, of which there may be hundreds. */
  children: ReactNode;
}) {
  const { counts, rows, rejected } = check;
  const total = counts.create + counts.change + counts.same + counts.rejected;
  return (
    <>
      <p role="status">
        Of {plural(total, 'row')}: {counts.create} new, {counts.change} changed, {counts.same} as they are,{' '}
        <strong>{counts.rejected} rejected</strong>. Nothing is written yet.
      </p>
      {rejected === null ? null : (
        <p className="result-line">
          Rejected rows are left out; the others go in together.
          <Button size="compact-sm" variant="default" onClick={() => download(rejectedName(name), rejected)}>
            Save the rejected rows
          </Button>
        </p>
      )}
      {children}
      <table className="device-table list-table">
        <caption className="hidden-words">What would happen</caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            <th scope="col">Tag</th>
            <th scope="col">Outcome</th>
            <th scope="col">In words</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.line}>
              <td data-label="Line">{row.line}</td>
              <td data-label="Tag" className="long-word">
                {row.tag ?? '–'}
              </td>
              <td data-label="Outcome">{outcomeWords[row.outcome]}</td>
              <td className="long-word">{row.words}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > rows.length ? <p className="quiet">The first {rows.length} of them are shown.</p> : null}
    </>
  );
}
