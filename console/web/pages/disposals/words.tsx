import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { categoryWords, mediaWords, methodOf } from '../../../../shared/disposals/methods.ts';
import { itemWords } from '../../../../shared/disposals/steps.ts';
import type { ItemRow, MissingPiece, StorageView } from '../../../../shared/protocol/api/disposals.ts';
import { StateMark } from '../../components/StateMark.tsx';
import { plural } from '../../time.ts';

export const AllDisposals = () => (
  <Anchor component={Link} to="/disposals" inherit>
    All disposals
  </Anchor>
);

/** "12 days", "today". */
export const sayDays = (days: number) => (days === 0 ? 'since today' : plural(days, 'day'));

/** What storage is in a thing and how it stands, in a few words a line. */
export function StorageLines({ item }: { item: ItemRow }): ReactNode {
  if (item.storage.length === 0)
    return item.noStorage === null ? 'not listed yet' : `none (${item.noStorage})`;
  return (
    <ul className="plain-list">
      {item.storage.map(one => (
        <li key={one.id} className="long-word">
          {sayStorage(one)}
        </li>
      ))}
    </ul>
  );
}

export function sayStorage(one: StorageView): string {
  const name = one.serial ?? `${one.name}, serial not known`;
  if (one.leftOut !== null) return `${name}: not in it`;
  const last = one.records.at(-1);
  if (last?.result === 'passed')
    return `${name}: ${categoryWords[last.category]}, ${methodOf(last.method).words.toLowerCase()}`;
  if (one.certificates.some(paper => paper.whyNot === null)) return `${name}: certified`;
  if (one.byContractor) return `${name}: the contractor destroys it`;
  return `${name}: ${mediaWords[one.media]}`;
}

/** Nothing more is asked of it. */
export const hasEnded = (item: ItemRow) =>
  ['closed', 'out', 'gone'].includes(item.state) || item.agreed.way === 'gone';

/** Ready, or what keeps it. Never colour alone. */
export function Readiness({ item }: { item: ItemRow }) {
  if (hasEnded(item)) return <span className="quiet">{itemWords[item.state]}</span>;
  if (item.missing.length === 0)
    return (
      <span className="readiness">
        <StateMark state="met" about="Evidence" /> <span>complete</span>
      </span>
    );
  return (
    <div className="readiness">
      <StateMark state="not_met" about="Evidence" />
      <ul className="plain-list">
        {item.missing.map(words => (
          <li key={words}>{words}</li>
        ))}
      </ul>
    </div>
  );
}

/** The one list: what is missing, of what, for how long, and where it is put right. */
export function MissingList({ pieces, label }: { pieces: readonly MissingPiece[]; label: string }) {
  return (
    <table className="device-table list-table missing-table">
      <caption className="hidden-words">{label}</caption>
      <thead>
        <tr>
          <th scope="col">Thing</th>
          <th scope="col">What is missing</th>
          <th scope="col" className="number">
            Outstanding
          </th>
        </tr>
      </thead>
      <tbody>
        {pieces.map(piece => (
          <tr key={`${piece.tag} ${piece.words}`}>
            <td>
              <Link to={piece.to} className="row-link">
                {piece.tag ?? 'The whole'}
              </Link>
            </td>
            <td data-label="What is missing">{piece.words}</td>
            <td data-label="Outstanding" className="number">
              {sayDays(piece.daysOutstanding)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
