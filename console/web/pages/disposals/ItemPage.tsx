import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { itemWords } from '../../../../shared/disposals/steps.ts';
import type { DisposalItem } from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { Moment } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { Question, useQuestion } from '../../components/Question.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { AddStorageDialog } from './StorageDialogs.tsx';
import { StoragePart } from './StoragePart.tsx';
import { WhyDialog } from './WhyDialog.tsx';
import { AllDisposals, hasEnded, Readiness } from './words.tsx';
import './disposals.css';

/** One thing: the storage in it, what was done to each, and what keeps it here. */
export function ItemPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.disposalItem(id));
  return (
    <Page title={query.data?.tag ?? 'Disposal'} lead={<AllDisposals />}>
      <Loaded query={query} what="this thing" skeleton={<Skeleton height={360} />}>
        {item => <Whole item={item} />}
      </Loaded>
    </Page>
  );
}

function Whole({ item }: { item: DisposalItem }) {
  const may = useMay();
  const open = may('disposals.edit') && (item.state === 'requested' || item.state === 'approved');
  return (
    <>
      <p>
        {item.what}
        {item.serial === null ? '' : `, serial ${item.serial}`}. {itemWords[item.state]}.{' '}
        {may('assets.read') ? (
          <>
            <Anchor component={Link} to={`/assets/${item.assetId}`} inherit underline="always">
              In the register
            </Anchor>
            {', '}
          </>
        ) : null}
        <Anchor component={Link} to={`/disposals/write-offs/${item.writeOff.id}`} inherit underline="always">
          write-off {item.writeOff.number}
        </Anchor>
        {item.batch === null ? null : (
          <>
            {', '}
            <Anchor component={Link} to={`/disposals/batches/${item.batch.id}`} inherit underline="always">
              collection {item.batch.number}
            </Anchor>
          </>
        )}
        .
      </p>
      <p className="quiet">Condition: {item.condition}.</p>
      {item.outReason === null ? null : <p>Kept after all: {item.outReason}</p>}
      <Section title={hasEnded(item) ? 'What became of it' : 'What is missing'}>
        <Readiness item={item} />
      </Section>
      <Section title="Storage in it" note={<SeenInside item={item} />}>
        <None item={item} />
        {item.storage.map(one => (
          <StoragePart key={one.id} storage={one} item={item} open={open} />
        ))}
        {open ? <Adding item={item} /> : null}
      </Section>
      {open && item.state === 'approved' ? <Keep item={item} /> : null}
    </>
  );
}

function SeenInside({ item }: { item: DisposalItem }) {
  if (item.deviceId === null) return 'not linked to a device: listed by hand';
  if (item.seenInsideAt === null) return 'its device has told nothing about its disks yet';
  return (
    <>
      its device told on <Moment at={item.seenInsideAt} />
    </>
  );
}

function None({ item }: { item: DisposalItem }) {
  const question = useQuestion(item.id, ['no-storage']);
  if (question !== undefined) return <Question waits={question} />;
  if (item.noStorage !== null)
    return (
      <p>
        There is none: {item.noStorage} ({item.noStorageBy.join(', and agreed by ')})
      </p>
    );
  if (item.storage.length > 0) return null;
  return (
    <p>
      Nobody has said what storage is in it. Open it and look: add what is there with its serial number, or
      say that there is none.
    </p>
  );
}

function Adding({ item }: { item: DisposalItem }) {
  const [dialog, setDialog] = useState<'add' | 'none'>();
  const close = () => setDialog(undefined);
  const again = useChange({
    send: () => tell('POST', `/disposals/items/${item.id}/read-inside`),
    said: () => 'Read again what the device sees.',
    touches: ['disposals'],
  });
  const asked = useQuestion(item.id, ['no-storage']) !== undefined;
  const inside = item.storage.filter(one => one.leftOut === null);
  const second = item.noneNeedsSecond;
  return (
    <Group gap="xs" mt="sm">
      <Button variant="default" onClick={() => setDialog('add')}>
        Add storage by hand
      </Button>
      {item.deviceId === null ? null : (
        <Button variant="default" loading={again.isPending} onClick={() => again.mutate(undefined)}>
          Read again what the device sees
        </Button>
      )}
      {inside.length === 0 && item.noStorage === null && !asked ? (
        <Button variant="default" onClick={() => setDialog('none')}>
          There is none
        </Button>
      ) : null}
      {dialog === 'add' ? <AddStorageDialog itemId={item.id} onClose={close} /> : null}
      {dialog === 'none' ? (
        <WhyDialog
          title="No storage in it"
          verb="There is none"
          path={`/disposals/items/${item.id}/no-storage`}
          said={second ? 'Asked. A second person has to agree.' : 'Written down, with your name.'}
          after="It can be undone: it ends as soon as storage is added."
          onClose={close}
        >
          Say how you know, such as “opened it, the disk was taken out before” or “a projector without
          memory”.{' '}
          {second
            ? 'What keeps data, was lent or had storage leaves without a wipe only when a second person agrees to that.'
            : null}
        </WhyDialog>
      ) : null}
    </Group>
  );
}

function Keep({ item }: { item: DisposalItem }) {
  const [open, setOpen] = useState(false);
  return (
    <Section title="Changed your mind?">
      <Button variant="default" onClick={() => setOpen(true)}>
        Keep it after all
      </Button>
      {open ? (
        <WhyDialog
          title={`Keep ${item.tag} after all`}
          verb="Keep it"
          path={`/disposals/items/${item.id}/keep`}
          said={`${item.tag} is back in stock.`}
          after="It cannot be undone. To dispose of it later, ask anew."
          onClose={() => setOpen(false)}
        >
          It goes back in stock and out of its collection. What was recorded about its{' '}
          {plural(item.storage.length, 'piece', 'pieces')} of storage stays readable.
        </WhyDialog>
      ) : null}
    </Section>
  );
}
