import { Anchor, Button, Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { sayMoney } from '../../../../shared/assets/money.ts';
import { writeOffWords } from '../../../../shared/disposals/steps.ts';
import { askWords } from '../../../../shared/disposals/ways.ts';
import type { WriteOff } from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { Moment } from '../../components/Ago.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay, useSession, useToday } from '../../session.tsx';
import { views } from '../../views.ts';
import { ItemTable } from './DisposalsPage.tsx';
import { AllDisposals } from './words.tsx';
import './disposals.css';

const dataWords = { yes: 'yes', no: 'no', unknown: 'nobody knows' };

/** One request: what, why, who asked, who decided. */
export function WriteOffPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.writeOff(id));
  const number = query.data?.number;
  return (
    <Page title={number === undefined ? 'Write-off' : `Write-off ${number}`} lead={<AllDisposals />}>
      <Loaded query={query} what="this write-off" skeleton={<Skeleton height={300} />}>
        {data => <Whole data={data} />}
      </Loaded>
    </Page>
  );
}

function Whole({ data }: { data: WriteOff }) {
  return (
    <>
      <p className="answer">
        {writeOffWords[data.state]}.{' '}
        {data.state === 'waiting' && data.approvalId !== null ? (
          <Anchor component={Link} to={`/approvals/${data.approvalId}`} inherit underline="always">
            Open what the second person reads
          </Anchor>
        ) : null}
      </p>
      <Governors data={data} />
      <dl className="fact-list wide">
        <Fact what="Why">{data.reason}</Fact>
        {data.way === null ? null : (
          <Fact what="How it is to leave">
            {askWords[data.way]}
            {data.way === 'sold' ? `, for ${sayMoney(priceOf(data))} together at least` : ''}
          </Fact>
        )}
        <Fact what="Asked by">
          {data.askedBy}, <Moment at={data.askedAt} />
        </Fact>
        <Fact what="Decided by">
          {data.decidedAt === null ? (
            '–'
          ) : (
            <>
              {data.decidedBy ?? 'nobody'}, <Moment at={data.decidedAt} />
            </>
          )}
        </Fact>
        <Fact what="Value in the books">
          {sayMoney(data.value)}
          {data.unvalued > 0 ? ` (of ${data.unvalued} not known)` : ''}
        </Fact>
        <Fact what="Personal data likely">{dataWords[data.personalData]}</Fact>
        {data.governorsMinute === null ? null : (
          <Fact what="Governors agreed">
            {data.governorsMinute}, {sayDay(data.governorsOn ?? '')}
          </Fact>
        )}
      </dl>
      <Section title="What it is about">
        <ItemTable items={data.items} label="What it is about" />
      </Section>
    </>
  );
}

const priceOf = ({ items }: WriteOff) => items.reduce((sum, item) => sum + (item.agreed.price ?? 0), 0);

function Fact({ what, children }: { what: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Governors({ data }: { data: WriteOff }) {
  const [open, setOpen] = useState(false);
  const may = useMay()('disposals.approve');
  const { name } = useSession().person;
  if (!data.governors || data.governorsMinute !== null || !['waiting', 'approved'].includes(data.state))
    return null;
  return (
    <div className="alarm">
      <Notice tone="caution" title="Above the governors’ limit">
        {data.governorsWhy === null ? '' : `${data.governorsWhy} `}Nothing of it is done before the governors
        have agreed and their minute is entered here, by somebody else than {data.askedBy}, who asked.
      </Notice>
      {may && name !== data.askedBy ? (
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          Enter their minute
        </Button>
      ) : null}
      {open ? <MinuteDialog id={data.id} onClose={() => setOpen(false)} /> : null}
    </div>
  );
}

function MinuteDialog({ id, onClose }: { id: string; onClose(): void }) {
  const [minute, setMinute] = useState('');
  const [agreedOn, setOn] = useState(useToday());
  return (
    <FormDialog
      title="The governors agreed"
      verb="Enter it"
      after="It cannot be undone: their minute is entered once."
      said="Entered."
      onClose={onClose}
      send={() => tell('POST', `/disposals/write-offs/${id}/governors`, { minute, agreedOn })}
    >
      {wrong => (
        <>
          <TextInput
            label="Minute"
            description="Its number, or which meeting"
            maxLength={200}
            value={minute}
            error={wrong.minute}
            onChange={event => setMinute(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            type="date"
            label="Agreed on"
            value={agreedOn}
            error={wrong.agreedOn}
            onChange={event => setOn(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}
