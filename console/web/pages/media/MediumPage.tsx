import { Anchor, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import {
  type MediumDetail,
  type MediumState,
  mediumStateWords,
} from '../../../../shared/protocol/api/media.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { EditDialog } from './EditDialog.tsx';
import { Encrypted } from './Encrypted.tsx';
import './media.css';
import { MoveDialog } from './MoveDialog.tsx';

/** One stick: whose it is, how it stands, what happened to it. */
export function MediumPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.medium(id));
  const shown = query.data;
  return (
    <Page
      narrow
      title={shown?.label ?? 'Stick'}
      lead={
        <>
          {shown === undefined ? null : `${leadOf(shown)} · `}
          <Anchor component={Link} to="/media" inherit underline="always">
            All media
          </Anchor>
        </>
      }
    >
      <Loaded query={query} what="this stick" skeleton={<RowsSkeleton rows={6} />}>
        {medium => (
          <>
            <Actions medium={medium} />
            <Facts medium={medium} />
            <History medium={medium} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

const leadOf = ({ state, holder }: MediumDetail) =>
  state === 'issued' ? `Issued to ${holder}` : mediumStateWords[state];

const offered: Record<MediumState, { to: MediumState; label: string; grave?: boolean }[]> = {
  in_store: [
    { to: 'issued', label: 'Issue it …' },
    { to: 'lost', label: 'It is lost …', grave: true },
    { to: 'retired', label: 'Retire it …' },
  ],
  issued: [
    { to: 'in_store', label: 'Returned …' },
    { to: 'issued', label: 'Somebody else has it …' },
    { to: 'lost', label: 'It is lost …', grave: true },
  ],
  lost: [
    { to: 'in_store', label: 'Found …' },
    { to: 'retired', label: 'Retire it …' },
  ],
  retired: [{ to: 'in_store', label: 'Use it again …' }],
};

function Actions({ medium }: { medium: MediumDetail }) {
  const [doing, setDoing] = useState<MediumState | 'edit' | null>(null);
  if (!useMay()('media.edit')) return null;
  return (
    <Group gap="sm" mb="md">
      {offered[medium.state].map(({ to, label, grave }) => (
        <Button
          key={to}
          variant="default"
          c={grave ? 'var(--not-met)' : undefined}
          onClick={() => setDoing(to)}
        >
          {label}
        </Button>
      ))}
      <Button variant="subtle" onClick={() => setDoing('edit')}>
        Change what is written
      </Button>
      {doing === 'edit' ? <EditDialog medium={medium} onClose={() => setDoing(null)} /> : null}
      {doing === null || doing === 'edit' ? null : (
        <MoveDialog medium={medium} to={doing} onClose={() => setDoing(null)} />
      )}
    </Group>
  );
}

function Facts({ medium }: { medium: MediumDetail }) {
  const facts: [string, React.ReactNode][] = [
    ['Encrypted', <Encrypted key="e" of={medium} full />],
    ['May be used to', medium.access === 'read_only' ? 'Only read' : 'Read and write'],
    [
      'Last seen',
      medium.seen === null ? (
        'Not since it was registered'
      ) : (
        <span key="s">
          {medium.seen.device === null ? (
            'At a device that is gone'
          ) : (
            <Anchor component={Link} to={`/devices/${medium.seen.device.id}`} inherit underline="always">
              {medium.seen.device.name}
            </Anchor>
          )}
          , <Ago at={medium.seen.at} />
        </span>
      ),
    ],
    ['Serial number', medium.serial],
    ['Model', `${medium.vendorId}:${medium.productId}`],
    ...(medium.note === '' ? [] : [['Note', medium.note] as [string, React.ReactNode]]),
  ];
  return (
    <dl className="fact-list wide">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="long-word">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function History({ medium }: { medium: MediumDetail }) {
  return (
    <Section title="History">
      <ol className="plain-list">
        {medium.history.map(entry => (
          <li key={entry.id} className="line">
            <span className="line-words">
              {entry.sentence}
              {entry.note === '' ? null : <span className="order-detail">“{entry.note}”</span>}
            </span>
            <span className="line-age">
              {entry.by}, <Ago at={entry.at} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
