import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { batchWords, writeOffWords } from '../../../../shared/disposals/steps.ts';
import type { Disposals, ItemRow } from '../../../../shared/protocol/api/disposals.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { Alarms } from './Alarms.tsx';
import { ImportLogDialog } from './ImportLogDialog.tsx';
import { NewBatchDialog } from './NewBatchDialog.tsx';
import { LeastQuestion } from './RulesPart.tsx';
import { UnmatchedLines } from './UnmatchedLines.tsx';
import { MissingList, Readiness, StorageLines } from './words.tsx';
import './disposals.css';

/** What is on its way out, and everything that is missing, in one list. */
export function DisposalsPage() {
  const query = useQuery(views.disposals());
  return (
    <Page
      title="Disposals"
      lead="What leaves the school for good, and the proof of what became of every disk."
      actions={<Actions />}
    >
      <Loaded query={query} what="the disposals" skeleton={<Skeleton height={340} />}>
        {data => <Whole data={data} />}
      </Loaded>
    </Page>
  );
}

function Actions() {
  const [importing, setImporting] = useState(false);
  const edit = useMay()('disposals.edit');
  return (
    <Group gap="xs" className="asset-actions">
      <Export list="/disposals" what="the things" />
      <Button component={Link} to="/disposals/things" variant="default">
        Left and leaving
      </Button>
      <Button component={Link} to="/disposals/contractors" variant="default">
        Contractors and rules
      </Button>
      {edit ? (
        <>
          <Button variant="default" onClick={() => setImporting(true)}>
            Import a wiping log
          </Button>
          <Button component={Link} to="/disposals/write-offs/new">
            Ask for a write-off
          </Button>
        </>
      ) : null}
      {importing ? <ImportLogDialog onClose={() => setImporting(false)} /> : null}
    </Group>
  );
}

function Whole({ data }: { data: Disposals }) {
  const mayOpen = useMay()('assets.read');
  const nothing = data.writeOffs.length === 0 && data.batches.length === 0;
  return (
    <>
      <p className="answer" role="status">
        {data.headline}
      </p>
      <Alarms sightings={data.sightings} />
      {data.withoutRequest > 0 && mayOpen ? (
        <p className="quiet">
          {plural(data.withoutRequest, 'asset waits', 'assets wait')} for disposal without a request:{' '}
          <Anchor component={Link} to="/assets?state=awaiting_disposal" inherit underline="always">
            see which
          </Anchor>
          .
        </p>
      ) : null}
      {nothing ? <First /> : null}
      {data.missing.length === 0 ? null : (
        <Section title="What is missing" note={`${plural(data.missing.length, 'piece')}, the oldest first`}>
          <MissingList pieces={data.missing} label="What is missing" />
        </Section>
      )}
      {data.rulesDecided ? null : <LeastQuestion />}
      <UnmatchedLines lines={data.unmatched} />
      <Ready items={data.ready} />
      <Batches batches={data.batches} />
      <WriteOffs writeOffs={data.writeOffs} />
    </>
  );
}

function First() {
  const edit = useMay()('disposals.edit');
  return (
    <Empty
      title="Nothing was ever disposed of here."
      action={
        edit ? (
          <Button component={Link} to="/disposals/write-offs/new">
            Ask for a write-off
          </Button>
        ) : undefined
      }
    >
      It goes like this: you ask, somebody else agrees, every disk is wiped or destroyed and written down by
      its serial number, a company whose papers are in date takes it and signs at the van, its papers and
      certificates come in, and the collection is closed with a pack for the auditor.
    </Empty>
  );
}

function Ready({ items }: { items: readonly ItemRow[] }) {
  const [planning, setPlanning] = useState(false);
  const edit = useMay()('disposals.edit');
  if (items.length === 0) return null;
  return (
    <Section title="Approved, in no collection yet" note={plural(items.length, 'thing')}>
      <ItemTable items={items} label="Approved, in no collection yet" />
      {edit ? (
        <Button mt="sm" onClick={() => setPlanning(true)}>
          Plan a collection
        </Button>
      ) : null}
      {planning ? <NewBatchDialog items={items} onClose={() => setPlanning(false)} /> : null}
    </Section>
  );
}

export function ItemTable({ items, label }: { items: readonly ItemRow[]; label: string }) {
  return (
    <table className="device-table list-table item-table">
      <caption className="hidden-words">{label}</caption>
      <thead>
        <tr>
          <th scope="col">Tag</th>
          <th scope="col">What</th>
          <th scope="col">Storage</th>
          <th scope="col">What is missing</th>
        </tr>
      </thead>
      <tbody>
        {items.map(item => (
          <tr key={item.id}>
            <td>
              <Link to={`/disposals/items/${item.id}`} className="row-link">
                {item.tag}
              </Link>
            </td>
            <td data-label="What" className="long-word">
              {item.what}
            </td>
            <td data-label="Storage">
              <StorageLines item={item} />
            </td>
            <td data-label="What is missing">
              <Readiness item={item} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Batches({ batches }: { batches: Disposals['batches'] }) {
  if (batches.length === 0) return null;
  return (
    <Section title="Collections" note="the open ones, and the last that ended">
      <table className="device-table list-table">
        <caption className="hidden-words">Collections</caption>
        <thead>
          <tr>
            <th scope="col">Collection</th>
            <th scope="col">State</th>
            <th scope="col">To</th>
            <th scope="col">On</th>
            <th scope="col" className="number">
              Things
            </th>
            <th scope="col" className="number">
              Missing
            </th>
          </tr>
        </thead>
        <tbody>
          {batches.map(one => (
            <tr key={one.id}>
              <td>
                <Link to={`/disposals/batches/${one.id}`} className="row-link">
                  Collection {one.number}
                </Link>
              </td>
              <td data-label="State">{batchWords[one.state]}</td>
              <td data-label="To">{one.taker}</td>
              <td data-label="On">{sayDay(one.collectOn)}</td>
              <td data-label="Things" className="number">
                {one.items}
              </td>
              <td data-label="Missing" className="number">
                {one.missing === 0 ? '–' : one.missing}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function WriteOffs({ writeOffs }: { writeOffs: Disposals['writeOffs'] }) {
  if (writeOffs.length === 0) return null;
  return (
    <Section title="Requests to write off" note="those that wait, and the last that were decided">
      <table className="device-table list-table">
        <caption className="hidden-words">Requests to write off</caption>
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">State</th>
            <th scope="col">Why</th>
            <th scope="col" className="number">
              Things
            </th>
            <th scope="col">Asked</th>
          </tr>
        </thead>
        <tbody>
          {writeOffs.map(one => (
            <tr key={one.id}>
              <td>
                <Link to={`/disposals/write-offs/${one.id}`} className="row-link">
                  Write-off {one.number}
                </Link>
              </td>
              <td data-label="State">{writeOffWords[one.state]}</td>
              <td data-label="Why" className="long-word">
                {one.reason}
              </td>
              <td data-label="Things" className="number">
                {one.items}
              </td>
              <td data-label="Asked">
                {one.askedBy}, <Ago at={one.askedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
