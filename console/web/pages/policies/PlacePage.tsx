import { Anchor, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Place } from '../../../../shared/protocol/api/policies.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { BaselineTab } from './BaselineTab.tsx';
import { DeliveryTab } from './DeliveryTab.tsx';
import { Editor } from './Editor.tsx';
import './policies.css';
import { RolloutView } from './RolloutView.tsx';
import { VersionsTab } from './VersionsTab.tsx';

const tabNames = ['settings', 'versions', 'devices', 'baseline'] as const;

/** What one place asks of its devices: changed here, compared here, followed here to the last device. */
export function PlacePage() {
  const { place = 'school' } = useParams();
  const query = useQuery(views.place(place));
  return (
    <Page
      title={query.data === undefined ? 'Policy' : `Policy of ${nameIn(query.data)}`}
      lead={
        <>
          <Anchor component={Link} to="/policies" size="sm">
            All policies
          </Anchor>
          {query.data === undefined ? null : ` · reaches ${plural(query.data.devices, 'device')}`}
        </>
      }
    >
      <Loaded query={query} what="this policy" skeleton={<RowsSkeleton rows={7} height={72} />}>
        {found => <Body key={found.place} place={found} />}
      </Loaded>
    </Page>
  );
}

const nameIn = (place: Place) => (place.scope === 'school' ? 'the whole school' : place.name);

function Body({ place }: { place: Place }) {
  const [search, setSearch] = useSearchParams();
  const asked = search.get('tab');
  const tab = tabNames.find(name => name === asked) ?? 'settings';
  const open = (name: string | null) =>
    setSearch(name === null || name === 'settings' ? {} : { tab: name }, { replace: true });
  return (
    <>
      <Waiting place={place} />
      {place.rollout === null ? null : <RolloutView rollout={place.rollout} />}
      <Tabs value={tab} onChange={open} keepMounted={false} className="tabs">
        <Tabs.List mb="md">
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
          <Tabs.Tab value="versions">Versions</Tabs.Tab>
          <Tabs.Tab value="devices">Who has it</Tabs.Tab>
          <Tabs.Tab value="baseline">In line</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="settings">
          <Editor place={place} />
        </Tabs.Panel>
        <Tabs.Panel value="versions">
          <VersionsTab place={place} />
        </Tabs.Panel>
        <Tabs.Panel value="devices">
          <DeliveryTab place={place} />
        </Tabs.Panel>
        <Tabs.Panel value="baseline">
          <BaselineTab place={place} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function Waiting({ place }: { place: Place }) {
  if (place.waiting === null) return null;
  const { version } = place.waiting;
  return (
    <Notice tone="caution" title={`Version ${version.number} waits for approval`}>
      {version.askedBy} asked for it: “{version.reason}”.{' '}
      <Anchor component={Link} to={`/policies/versions/${version.id}`}>
        {place.waiting.youMayApprove ? 'Look at it and decide' : 'Look at it'}
      </Anchor>
    </Notice>
  );
}
