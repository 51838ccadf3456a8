import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { loanStatusWords } from '../../../../shared/loans/words.ts';
import type { OwnComputer, OwnLoan } from '../../../../shared/protocol/api/own.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { Decide } from '../loans/Decide.tsx';
import { sayAnswer } from './answer.ts';
import { OwnUse } from './OwnUse.tsx';
import { ReportProblem } from './ReportProblem.tsx';
import { SignLoan } from './SignLoan.tsx';
import './own.css';

/** A member of staff's own page: their computer and what was asked for there, what they have on loan, a problem to report. */
export function YoursPage() {
  const computers = useQuery(views.ownComputers());
  const loans = useQuery(views.ownLoans());
  const approvals = useQuery(views.ownApprovals());
  return (
    <Page
      title="Yours"
      lead="The computer that the school gave you, and what else you have from it. Here is nothing of anybody else; the technician sees it too."
      narrow
    >
      {approvals.data?.items.map(loan => (
        <Decide key={loan.id} loan={loan} />
      ))}
      <Loaded query={computers} what="your computer" skeleton={<Skeleton height={260} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Section title="Your computer">
              <p className="quiet">
                No computer is written down in your name. If you do have one from the school, tell the
                technician the number on its label.
              </p>
            </Section>
          ) : (
            items.map(one => <Computer key={one.id} computer={one} />)
          )
        }
      </Loaded>
      <Section title="On loan to you">
        <Loaded query={loans} what="your loans" skeleton={<RowsSkeleton rows={2} height={60} />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="quiet">Nothing, and nothing within the last year.</p>
            ) : (
              <ul className="plain-list cards">
                {items.map(loan => (
                  <Loan key={loan.id} loan={loan} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <ReportProblem computers={computers.data?.items ?? []} />
    </Page>
  );
}

function Computer({ computer: { name, tag, lastSeenAt, findings, requests } }: { computer: OwnComputer }) {
  return (
    <Section
      title={`${name}, tag ${tag}`}
      note={lastSeenAt === null ? undefined : <Ago at={lastSeenAt} before="Last seen" />}
    >
      <p>{sayAnswer(findings)}</p>
      <div className="findings">
        {findings.map(({ control, title, sentence, next, standing, observedAt }) => (
          <div key={control} className="finding" data-state={standing.state}>
            <StateMark state={standing.state} size="lg" about={title} />
            <div className="finding-words">
              <p className="finding-sentence">{sentence}</p>
              {next === null || standing.state !== 'not_met' ? null : (
                <p className="finding-next">
                  <strong>To put it right:</strong> {next}
                </p>
              )}
              <p className="finding-age">
                {title} · <Ago at={observedAt} before="looked at" />
              </p>
            </div>
          </div>
        ))}
      </div>
      {requests.length === 0 ? null : (
        <>
          <h3>Asked for there</h3>
          <ul className="plain-list">
            {requests.map(request => (
              <li key={request.id} className="line">
                <span className="line-words">
                  {request.title}: {stateWords[request.state]}
                  {request.answer === '' ? null : <span className="quiet"> “{request.answer}”</span>}
                </span>
                <span className="line-age">
                  <Ago at={request.madeAt} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

const stateWords: Record<OwnComputer['requests'][number]['state'], string> = {
  waiting: 'waits for an answer',
  approved: 'the school said yes',
  refused: 'the school said no',
};

function Loan({ loan }: { loan: OwnLoan }) {
  const { status, dueOn, overdueDays, things } = loan;
  const due = dueOn === null ? 'for as long as the job lasts' : `until ${sayDay(dueOn)}`;
  return (
    <li>
      <p>
        <strong>{things.map(thing => `${thing.what} (${thing.tag})`).join(', ')}</strong>
      </p>
      <p>
        {loanStatusWords[status]}, {due}
        {loan.offSite ? '; may leave the school' : ''}. For: {loan.purpose}.
      </p>
      {overdueDays > 0 ? (
        <p className="finding-next">
          It was due {plural(overdueDays, 'day')} ago. Bring it back, or ask the technician for longer.
        </p>
      ) : null}
      {loan.toSign === null ? null : <SignLoan loan={loan} toSign={loan.toSign} />}
      {loan.use === null ? null : <OwnUse loan={loan} use={loan.use} />}
      {loan.agreement === null ? null : (
        <details className="evidence">
          <summary>
            What you signed
            {loan.signedAt === null ? null : (
              <>
                {' '}
                (<Ago at={loan.signedAt} />)
              </>
            )}
          </summary>
          <p className="own-agreement">{loan.agreement}</p>
        </details>
      )}
    </li>
  );
}
