import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { Approval } from '../../../../shared/protocol/api/approvals.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Copy } from '../../components/Copy.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import './approvals.css';
import { Decide } from './Decide.tsx';
import { stateWords } from './words.ts';

/** What the link opens: what exactly a yes does, and the decision. */
export function ApprovalPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.approval(id));
  const shown = query.data;
  return (
    <Page
      title={shown?.title ?? 'Second person'}
      lead={shown === undefined ? undefined : <Lead approval={shown} />}
      narrow
    >
      <Loaded query={query} what="what is asked" skeleton={<RowsSkeleton rows={4} height={36} />}>
        {approval => (
          <>
            <p className="answer">“{approval.reason}”</p>
            <Section title={approval.state === 'waiting' ? 'What a yes does' : 'What a yes would do'}>
              <ul className="approval-what">
                {approval.lines.map(line => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
              {approval.about === null ? null : (
                <p className="approval-about">
                  <Anchor component={Link} to={approval.about.to} size="sm">
                    {approval.about.label}
                  </Anchor>
                </p>
              )}
            </Section>
            <Part approval={approval} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Lead({ approval }: { approval: Approval }) {
  return (
    <>
      {approval.askedBy} asked <Ago at={approval.askedAt} />
      {approval.state === 'waiting' ? (
        <>
          {' '}
          · ends <Ago at={approval.expiresAt} until /> if nobody decides
        </>
      ) : null}
    </>
  );
}

/** What the reader can do about it, or what became of it. */
function Part({ approval }: { approval: Approval }) {
  if (approval.state !== 'waiting') return <Over approval={approval} />;
  if (approval.youMayDecide) return <Decide approval={approval} />;
  return (
    <Section title="Waiting">
      <div className="approval-decision">
        <p>{approval.whyNot}</p>
        {approval.who.length === 0 ? null : <p>{approval.who.join(' or ')} can decide.</p>}
        <div className="tool-line">
          <Copy text={approval.link} label="Copy the link for them" />
          {approval.youMayWithdraw ? <Withdraw approval={approval} /> : null}
        </div>
        <p className="quiet">
          The link only opens this page. It also stands on the first page of whoever can decide.
        </p>
      </div>
    </Section>
  );
}

function Withdraw({ approval }: { approval: Approval }) {
  const withdraw = useChange({
    send: () => tell('POST', `/approvals/${approval.id}/withdraw`),
    said: () => 'Taken back. Nothing was done.',
    touches: ['approvals', 'overview'],
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={withdraw.isPending}
      onClick={() => withdraw.mutate(undefined)}
    >
      Take it back
    </Button>
  );
}

function Over({ approval }: { approval: Approval }) {
  const { state, decidedAt, decidedBy, outcome } = approval;
  const words = stateWords[state];
  return (
    <Section title="What became of it">
      <p>
        {words.charAt(0).toUpperCase() + words.slice(1)}
        {decidedBy === null || state === 'expired' ? '' : ` by ${decidedBy}`}
        {decidedAt === null ? null : (
          <>
            , <Ago at={decidedAt} />
          </>
        )}
        .
      </p>
      {outcome === '' || state === 'expired' ? null : <p>{outcome}</p>}
      {state === 'approved' ? null : <p className="quiet">Nothing was done. It can be asked for again.</p>}
    </Section>
  );
}
