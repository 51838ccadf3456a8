import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Approval, ApprovalList } from '../../../../shared/protocol/api/approvals.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useSession } from '../../session.tsx';
import { views } from '../../views.ts';
import './approvals.css';
import { stateWords } from './words.ts';

/** Everything that waits for a second person, and what became of what was asked lately. */
export function ApprovalsPage() {
  const query = useQuery(views.approvals());
  const plain = useSession().person.role !== 'technician';
  return (
    <Page
      title={plain ? 'Waiting for you' : 'Second person'}
      lead="A few things are done only after somebody else has agreed, signed in as themselves. Each says exactly what it does."
      actions={<Export list="/approvals" what="the questions" />}
      narrow
    >
      <Loaded query={query} what="what waits" skeleton={<RowsSkeleton rows={3} height={72} />}>
        {list => (
          <>
            <Waiting list={list} />
            <Lately lately={list.lately} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Waiting({ list: { waiting, elsewhere } }: { list: ApprovalList }) {
  if (waiting.length === 0 && elsewhere.length === 0)
    return (
      <Empty title="Nothing waits.">
        What is asked appears here by itself: switching enforcement off for long, a code for a computer out of
        reach, and whatever else this school does only with two people.
      </Empty>
    );
  return (
    <ul className="plain-list approvals">
      {waiting.map(one => (
        <li key={one.id} className="approval-row" data-approval={one.kind}>
          <Link to={`/approvals/${one.id}`} className="row-link">
            {one.title}
          </Link>
          <p>“{one.reason}”</p>
          <p className="quiet">
            {one.askedBy}, <Ago at={one.askedAt} /> · ends <Ago at={one.expiresAt} until /> ·{' '}
            {one.youMayDecide ? 'for you to decide' : `waits for ${eitherOf(one.who)}`}
          </p>
        </li>
      ))}
      {elsewhere.map(one => (
        <li key={one.to + one.sentence} className="approval-row">
          <Link to={one.to} className="row-link">
            {one.sentence}
          </Link>
          <p className="quiet">A change of policy, decided on its own page with what it would do.</p>
        </li>
      ))}
    </ul>
  );
}

const eitherOf = (names: readonly string[]) => (names.length === 0 ? 'somebody else' : names.join(' or '));

function Lately({ lately }: { lately: Approval[] }) {
  if (lately.length === 0) return null;
  return (
    <Section title="In the last 30 days">
      <ul className="plain-list">
        {lately.map(one => (
          <li key={one.id} className="line">
            <span className="line-words">
              <Anchor component={Link} to={`/approvals/${one.id}`} c="inherit" underline="hover">
                {one.title}
              </Anchor>{' '}
              <span className="quiet">
                {stateWords[one.state]}
                {one.decidedBy === null || one.state === 'expired' ? '' : ` by ${one.decidedBy}`}
              </span>
            </span>
            {one.decidedAt === null ? null : (
              <span className="line-age">
                <Ago at={one.decidedAt} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}
