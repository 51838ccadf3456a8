import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  checksOpen,
  conditionWords,
  outcomeWords,
  returnChecks,
  returnCheckWords,
} from '../../../../shared/loans/words.ts';
import type { Loan, LoanItem } from '../../../../shared/protocol/api/loans.ts';
import { Ago } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { ChecklistDialog } from './ChecklistDialog.tsx';

/** What was lent, how it went out, and how it came back. */
export function LoanThings({ loan }: { loan: Loan }) {
  const out = loan.items.filter(item => item.returned === null).length;
  const note = loan.status === 'out' ? `${out} of ${loan.count} out` : undefined;
  return (
    <Section title="Things" note={note}>
      <table className="device-table list-table one-a-line">
        <caption className="hidden-words">What was lent</caption>
        <thead>
          <tr>
            <th scope="col">Tag</th>
            <th scope="col">What</th>
            <th scope="col">Went out</th>
            <th scope="col">With it</th>
            <th scope="col">Back</th>
          </tr>
        </thead>
        <tbody>
          {loan.items.map(item => (
            <Row key={item.id} loan={loan} item={item} />
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Row({ loan, item }: { loan: Loan; item: LoanItem }) {
  const mayOpen = useMay()('assets.read');
  return (
    <tr>
      <td>
        {mayOpen ? (
          <Link to={`/assets/${item.assetId}`} className="row-link">
            {item.tag}
          </Link>
        ) : (
          <strong>{item.tag}</strong>
        )}
      </td>
      <td data-label="What" className="long-word">
        {item.what}
        {item.serial === null ? null : <span className="quiet"> {item.serial}</span>}
      </td>
      <td data-label="Went out">
        {conditionWords[item.condition]}
        {item.encryption === null ? null : <span className="order-detail">{item.encryption}</span>}
      </td>
      <td data-label="With it">{item.accessories.length === 0 ? '–' : item.accessories.join(', ')}</td>
      <td data-label="Back" className="long-word">
        <Back item={item} />
        <Unchecked loan={loan} item={item} />
      </td>
    </tr>
  );
}

/** Until all is ticked nobody else gets it. */
function Unchecked({ loan, item }: { loan: Loan; item: LoanItem }) {
  const [open, setOpen] = useState(false);
  const mayEdit = useMay()('loans.edit');
  const { returned, kind, tag } = item;
  if (returned?.outcome !== 'returned') return null;
  const left = checksOpen(kind, returned.checklist);
  if (left.length === 0) return null;
  return (
    <>
      <span className="order-detail">
        Not ticked yet: {left.map(check => returnCheckWords[check]).join('; ')}
      </span>
      {mayEdit ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Finish the checklist of ${tag}`}
          onClick={() => setOpen(true)}
        >
          Finish the checklist
        </Button>
      ) : null}
      {open ? <ChecklistDialog loan={loan} item={item} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function Back({ item: { returned } }: { item: LoanItem }) {
  if (returned === null) return <span className="quiet">not yet</span>;
  const checked = returnChecks.filter(check => returned.checklist?.[check]);
  return (
    <>
      {outcomeWords[returned.outcome]}
      {returned.condition === null ? '' : `, ${conditionWords[returned.condition].toLowerCase()}`},{' '}
      <Ago at={returned.at} /> <span className="quiet">({returned.by})</span>
      {returned.missing.length === 0 || returned.outcome !== 'returned' ? null : (
        <span className="order-detail">Missing: {returned.missing.join(', ')}</span>
      )}
      {returned.damage === null ? null : <span className="order-detail">“{returned.damage}”</span>}
      {checked.map(check => (
        <span key={check} className="order-detail">
          ✓ {returnCheckWords[check]}
        </span>
      ))}
    </>
  );
}
