import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { Loan } from '../../../../shared/protocol/api/loans.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { TakePdf } from '../../components/TakePdf.tsx';
import { useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { views } from '../../views.ts';
import { Decide } from './Decide.tsx';
import { ExtendDialog } from './ExtendDialog.tsx';
import { HandOverDialog } from './HandOverDialog.tsx';
import { LoanPapers } from './LoanPapers.tsx';
import { LoanThings } from './LoanThings.tsx';
import { sayDue, sayStatus } from './loan-words.ts';
import { ReturnDialog } from './ReturnDialog.tsx';
import { StatementDialog } from './StatementDialog.tsx';
import './loans.css';

/** One loan: what is out, what is back, what was signed. */
export function LoanPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.loan(id));
  const { data } = query;
  return (
    <Page
      title={data === undefined ? 'Loan' : `Loan ${data.number} to ${data.holder.name}`}
      lead={data === undefined ? <Back /> : <Lead loan={data} />}
      actions={data === undefined ? undefined : <Actions loan={data} />}
    >
      <Loaded query={query} what="this loan" skeleton={<PageSkeleton />}>
        {loan => (
          <>
            <Warnings loan={loan} />
            {loan.approval?.yours ? <Decide loan={loan} /> : null}
            <LoanThings loan={loan} />
            <LoanPapers loan={loan} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const Back = () => (
  <Anchor component={Link} to="/loans" inherit>
    All loans
  </Anchor>
);

function Lead({ loan }: { loan: Loan }) {
  return (
    <span className="fact-line">
      <span>
        <Back />
      </span>
      <span className={loan.overdueDays > 0 ? 'overdue' : undefined}>{sayStatus(loan)}</span>
      <span>{loan.offSite ? 'Off site' : 'In school'}</span>
      <span className={loan.overdueDays > 0 ? 'overdue' : undefined}>due back: {sayDue(loan)}</span>
      <span>{loan.purpose}</span>
    </span>
  );
}

type Dialog = 'return' | 'extend' | 'hand-over' | 'withdraw' | null;

function Actions({ loan }: { loan: Loan }) {
  const [open, setOpen] = useState<Dialog>(null);
  const close = () => setOpen(null);
  const mayEdit = useMay()('loans.edit');
  const withdraw = useChange({
    send: () => tell('POST', `/loans/${loan.id}/withdraw`, {}),
    said: () => `Loan ${loan.number} was withdrawn.`,
    touches: ['loan', 'loans', 'overview'],
    done: close,
  });
  const ask = useChange({
    send: () => tell('POST', `/loans/${loan.id}/ask-to-sign`, {}),
    said: () => `${loan.holder.name} finds it on their page “Yours”.`,
    touches: ['loan', 'loans'],
  });
  const { status } = loan;
  return (
    <Group gap="xs" className="asset-actions no-print">
      <TakePdf path={`/loans/${loan.id}/paper`} title="The agreement of this loan as a PDF" />
      {loan.signature === null ? null : (
        <Button variant="default" onClick={() => window.print()}>
          Print
        </Button>
      )}
      {loan.overdueDays > 0 ? <Remind loan={loan} /> : null}
      {mayEdit && (status === 'waiting' || status === 'ready' || status === 'refused') ? (
        <Button variant="default" onClick={() => setOpen('withdraw')}>
          Withdraw
        </Button>
      ) : null}
      {mayEdit && status === 'out' ? (
        <>
          <Button variant="default" onClick={() => setOpen('extend')}>
            Another day
          </Button>
          <Button onClick={() => setOpen('return')}>Take back</Button>
        </>
      ) : null}
      {mayEdit && status === 'ready' ? (
        <>
          <Button variant="default" loading={ask.isPending} onClick={() => ask.mutate(undefined)}>
            {loan.signAskedAt === null ? 'Ask them to sign' : 'Ask them again'}
          </Button>
          <Button onClick={() => setOpen('hand-over')}>Hand over</Button>
        </>
      ) : null}
      {open === 'return' ? <ReturnDialog loan={loan} onClose={close} /> : null}
      {open === 'extend' ? <ExtendDialog loan={loan} onClose={close} /> : null}
      {open === 'hand-over' ? <HandOverDialog loan={loan} onClose={close} /> : null}
      <Confirm
        opened={open === 'withdraw'}
        title={`Withdraw loan ${loan.number}`}
        verb="Withdraw"
        busy={withdraw.isPending}
        onConfirm={() => withdraw.mutate(undefined)}
        onClose={close}
      >
        Nothing was handed over. The things are free for others again. This cannot be undone; a new loan can
        be made at any time.
      </Confirm>
    </Group>
  );
}

/** Opens the technician's own mail program: the console sends nothing by itself. */
function Remind({ loan }: { loan: Loan }) {
  const enabled = useMay()('persons.read');
  const email = useQuery({ ...views.person(loan.holder.id), enabled }).data?.email ?? null;
  const { school } = useSession();
  if (email === null) return null;
  const text = `Dear ${loan.holder.name},\n\nplease bring back what the school lent you for “${loan.purpose}”: ${loan.tags.join(', ')}. It was due on ${sayDue(loan)}. If you still need it, answer this message, so that we can agree on another day.\n\n${school.name}`;
  const query = `subject=${encodeURIComponent(`Due back: ${loan.tags.join(', ')}`.slice(0, 120))}&body=${encodeURIComponent(text)}`;
  return (
    <Button component="a" variant="default" href={`mailto:${email}?${query}`}>
      Write to them
    </Button>
  );
}

function Warnings({ loan }: { loan: Loan }) {
  const [stating, setStating] = useState(false);
  const mayEdit = useMay()('loans.edit');
  const open =
    loan.status === 'out' && loan.offSite
      ? loan.items.filter(item => item.returned === null && item.encryptedNow === 'not_met')
      : [];
  return (
    <>
      {loan.signAskedAt === null ? null : (
        <Notice tone="caution" title="Waits for the signature">
          {loan.holder.name} was asked <Ago at={loan.signAskedAt} /> to sign with their own sign-in: on their
          page “Yours” ({window.location.origin}/yours). Until then it stays here.
        </Notice>
      )}
      {open.length === 0 ? null : (
        <Notice tone="error" title="Off site and not encrypted">
          {open.map(item => item.tag).join(', ')}: ask {loan.holder.name} to bring it in, and encrypt its disk
          before it leaves again.
        </Notice>
      )}
      {loan.status === 'refused' ? (
        <Notice
          tone="caution"
          title={`${loan.approval?.approver.name ?? 'The line manager'} did not approve it`}
        >
          {loan.approval?.words ?? ''} Withdraw it, or make a new loan that stays in school.
        </Notice>
      ) : null}
      {loan.statement === 'due' ? (
        <Notice tone="caution" title="A new statement is due">
          {loan.holder.name} last stated a year ago or more how this is used.{' '}
          {mayEdit ? (
            <Button size="compact-sm" variant="default" onClick={() => setStating(true)}>
              Write down the statement
            </Button>
          ) : null}
        </Notice>
      ) : null}
      {stating ? <StatementDialog loan={loan} onClose={() => setStating(false)} /> : null}
    </>
  );
}

function PageSkeleton() {
  return (
    <>
      <Skeleton height={28} width={220} mb="md" />
      <RowsSkeleton rows={8} height={30} />
    </>
  );
}
