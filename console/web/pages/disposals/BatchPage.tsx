import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { sayMoney } from '../../../../shared/assets/money.ts';
import { batchWords } from '../../../../shared/disposals/steps.ts';
import { recipientWords } from '../../../../shared/disposals/ways.ts';
import type { Batch } from '../../../../shared/protocol/api/disposals.ts';
import { apiPath, tell } from '../../api-client.ts';
import { Moment } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { TakePdf } from '../../components/TakePdf.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { Drawn } from '../loans/SignaturePad.tsx';
import { BatchPapers } from './BatchPapers.tsx';
import { ChangeBatchDialog } from './ChangeBatchDialog.tsx';
import { ItemTable } from './DisposalsPage.tsx';
import { WhyDialog } from './WhyDialog.tsx';
import { AllDisposals, MissingList } from './words.tsx';
import '../loans/loans.css';
import { Photos } from './Photos.tsx';
import './disposals.css';

/** A collection as a checklist by row, with the missing pieces as the headline. */
export function BatchPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.batch(id));
  const data = query.data;
  return (
    <Page
      title={data === undefined ? 'Collection' : `Collection ${data.number}`}
      lead={<AllDisposals />}
      actions={data === undefined ? undefined : <Actions data={data} />}
    >
      <Loaded query={query} what="this collection" skeleton={<Skeleton height={380} />}>
        {batch => <Whole data={batch} />}
      </Loaded>
    </Page>
  );
}

function headline(data: Batch): string {
  const { state, items, toLeave, toClose } = data;
  if (state === 'closed') return 'Closed. Nothing of it changes any more.';
  if (state === 'cancelled') return 'Cancelled.';
  if (state === 'collected')
    return toClose.length === 0
      ? 'Everything is here: it can be closed.'
      : `Collected. ${plural(toClose.length, 'piece is', 'pieces are')} outstanding before it can be closed.`;
  const stuck = new Set(toLeave.flatMap(one => (one.tag === null ? [] : [one.tag]))).size;
  if (toLeave.length === 0) return `All ${plural(items.length, 'thing')} can leave.`;
  return stuck === 0 ? 'It cannot leave yet.' : `${stuck} of ${items.length} cannot leave.`;
}

function Actions({ data }: { data: Batch }) {
  const edit = useMay()('disposals.edit');
  const [dialog, setDialog] = useState<'change' | 'cancel' | 'close'>();
  const shut = () => setDialog(undefined);
  const close = useChange({
    send: () => tell('POST', `/disposals/batches/${data.id}/close`),
    said: () => `Collection ${data.number} is closed for good.`,
    touches: ['disposals', 'assets', 'asset', 'overview'],
    done: shut,
  });
  const pack = (
    <>
      <Button component="a" href={apiPath(`/disposals/batches/${data.id}/pack`)} variant="default">
        Pack (PDF)
      </Button>
      <Button component="a" href={apiPath(`/disposals/batches/${data.id}/manifest`)} variant="default">
        Manifest
      </Button>
    </>
  );
  return (
    <Group gap="xs" className="asset-actions">
      {data.state === 'cancelled' ? null : pack}
      {edit && data.state === 'gathering' ? (
        <>
          <Button variant="default" onClick={() => setDialog('cancel')}>
            Cancel it
          </Button>
          <Button variant="default" onClick={() => setDialog('change')}>
            Change
          </Button>
          <Button component={Link} to={`/disposals/batches/${data.id}/van`}>
            {data.way === 'collected' ? 'The van is here' : 'Hand it over'}
          </Button>
        </>
      ) : null}
      {edit && data.state === 'collected' && data.toClose.length === 0 ? (
        <Button onClick={() => setDialog('close')}>Close it</Button>
      ) : null}
      {dialog === 'change' ? <ChangeBatchDialog data={data} onClose={shut} /> : null}
      {dialog === 'cancel' ? (
        <WhyDialog
          title={`Cancel collection ${data.number}`}
          verb="Cancel it"
          path={`/disposals/batches/${data.id}/cancel`}
          after="It cannot be undone: this one is not opened again."
          said="Cancelled. Its things wait for another collection."
          grave
          onClose={shut}
        >
          Its {plural(data.items.length, 'thing')} stay approved and can go with another collection.
        </WhyDialog>
      ) : null}
      <Confirm
        opened={dialog === 'close'}
        title={`Close collection ${data.number}`}
        verb="Close it for good"
        busy={close.isPending}
        onConfirm={() => close.mutate(undefined)}
        onClose={shut}
      >
        {plural(data.items.length, 'asset')} become “disposed”. After that nothing about them can be changed
        by anybody; everything stays readable. This cannot be undone.
      </Confirm>
    </Group>
  );
}

function sayReuse({ way, price, recipient }: Batch): string {
  const who = recipient === null ? '' : `${recipientWords[recipient.kind]}, ${recipient.contact}. `;
  return `${who}${way === 'sold' ? `Sold for ${sayMoney(price ?? 0)}` : 'Given away'}, to be used again.`;
}

function Whole({ data }: { data: Batch }) {
  const { contractor, items, toLeave, toClose } = data;
  const pieces = [...toLeave, ...toClose];
  return (
    <>
      <p className="answer" role="status">
        {headline(data)}
      </p>
      <p className="quiet">
        {batchWords[data.state]}. {data.taker}, {sayDay(data.collectOn)}.{' '}
        {contractor === null ? (
          sayReuse(data)
        ) : (
          <>
            Carrier {contractor.carrierNumber} until {sayDay(contractor.carrierUntil)}.{' '}
            <Anchor component={Link} to="/disposals/contractors" inherit underline="always">
              Its papers
            </Anchor>
          </>
        )}
      </p>
      {pieces.length === 0 ? null : (
        <Section title="What is missing" note={plural(pieces.length, 'piece')}>
          <MissingList pieces={pieces} label="What is missing" />
        </Section>
      )}
      <Section title="What goes" note={plural(items.length, 'thing')}>
        {items.length === 0 ? (
          <Empty title="Nothing is in it.">Use “Change” to put approved things into it.</Empty>
        ) : (
          <ItemTable items={items} label="What goes" />
        )}
      </Section>
      <ReceiptPart data={data} />
      {data.state === 'cancelled' ? null : <BatchPapers data={data} />}
      {data.closedAt === null ? null : (
        <Section title="Closed">
          <p>
            By {data.closedBy}, <Moment at={data.closedAt} />. SHA-256 of the manifest:
          </p>
          <p className="hash">{data.manifestHash}</p>
        </Section>
      )}
    </>
  );
}

function ReceiptPart({ data }: { data: Batch }) {
  const { receipt } = data;
  if (receipt === null)
    return data.state === 'gathering' && data.toLeave.length > 0 ? (
      <Notice tone="caution">Whoever takes it can sign once nothing is missing any more.</Notice>
    ) : null;
  return (
    <Section
      title="Receipt and acceptance of responsibility"
      note={
        <Group gap="xs">
          <Moment at={receipt.signedAt} />
          <TakePdf
            path={`/disposals/batches/${data.id}/receipt`}
            title="The receipt as a PDF, for who took it"
          />
        </Group>
      }
    >
      <p>
        Handed over by {receipt.handedBy}, {receipt.handedRole}, to {receipt.receivedBy},{' '}
        {receipt.receivedRole}, for {data.taker}
        {receipt.vehicle === '' ? '' : `, vehicle ${receipt.vehicle}`}: {receipt.quantity}.
      </p>
      <blockquote className="acceptance">{receipt.acceptance}</blockquote>
      {receipt.strokes === null ? (
        <p>Signed by typing the name.</p>
      ) : (
        <Drawn strokes={receipt.strokes} name={receipt.receivedBy} />
      )}
      {data.photos.length === 0 ? null : <Photos data={data} />}
      <p className="quiet">Frozen as signed. SHA-256:</p>
      <p className="hash">{receipt.hash}</p>
    </Section>
  );
}
