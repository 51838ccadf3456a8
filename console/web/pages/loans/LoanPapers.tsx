import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import type { Loan } from '../../../../shared/protocol/api/loans.ts';
import { Moment } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { Drawn } from './SignaturePad.tsx';

/** Who approved it, who signed what, and what was stated about personal use. */
export function LoanPapers({ loan }: { loan: Loan }) {
  const { approval, signature, agreement } = loan;
  const mayOpen = useMay()('persons.read');
  return (
    <>
      <Section title="Papers">
        <dl className="fact-list wide">
          <Fact name="Holder">
            {mayOpen ? (
              <Anchor component={Link} to={`/people/${loan.holder.id}`} inherit>
                {loan.holder.name}
              </Anchor>
            ) : (
              loan.holder.name
            )}
          </Fact>
          {approval === null ? null : <Fact name="Leaving the school">{sayApproval(approval)}</Fact>}
          {signature === null ? (
            <Fact name="Signature">Not signed</Fact>
          ) : (
            <>
              <Fact name="Signed by">
                {signature.name}, <Moment at={signature.at} />, handed over by {signature.witness}
              </Fact>
              {signature.strokes === null ? null : (
                <Fact name="Drawn">
                  <Drawn strokes={signature.strokes} name={signature.name} />
                </Fact>
              )}
              <Fact name="Fingerprint of what was signed">
                <code className="long-word">{signature.hash}</code>
              </Fact>
            </>
          )}
          {loan.extensions.length === 0 ? null : (
            <Fact name="Due back as signed">{sayEnd(loan.signedDueOn)}</Fact>
          )}
          {loan.extensions.map(({ id, before, dueOn, words, by, at }) => (
            <Fact key={id} name="Another day since">
              {sayEnd(dueOn)}, instead of {sayEnd(before)}
              {words === null ? '' : `: ${words}`}. Written down by {by}, <Moment at={at} />
            </Fact>
          ))}
          {loan.statements.map(said => (
            <Fact key={said.id} name="Personal use">
              {said.use === 'none' ? 'Solely for the school' : `Significant: ${said.words ?? ''}`}, stated by{' '}
              {said.saidBy}, <Moment at={said.at} />
            </Fact>
          ))}
          <Fact name="Made by">
            {loan.createdBy}, <Moment at={loan.createdAt} />
          </Fact>
        </dl>
      </Section>
      {agreement === null ? null : (
        <Section title="The agreement that was signed" note={`wording ${agreement.number}`}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reached by the keyboard */}
          <section className="agreement-text" tabIndex={0} aria-label="Agreement">
            {agreement.body}
            {loan.statements.length === 0 ? '' : `\n\n${agreement.statement}`}
          </section>
        </Section>
      )}
    </>
  );
}

const sayEnd = (day: string | null) => (day === null ? 'no day agreed' : sayDay(day));

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function sayApproval({ approver, how, words, at }: NonNullable<Loan['approval']>): ReactNode {
  if (how === 'asked' || at === null) return `${approver.name} was asked and has not decided yet`;
  return (
    <>
      {how === 'in_writing'
        ? `Approved in writing by ${approver.name}`
        : `Decided by ${approver.name}, signed in`}
      {words === null ? '' : `: ${words}`}, <Moment at={at} />
    </>
  );
}
