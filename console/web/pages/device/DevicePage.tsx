import { Anchor, Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { DeviceActions } from './DeviceActions.tsx';
import { DeviceFacts } from './DeviceFacts.tsx';
import { DeviceIncidents } from './DeviceIncidents.tsx';
import { HardwareTab } from './HardwareTab.tsx';
import { HistoryTab, MediaTab } from './HistoryTab.tsx';
import { LostNotice } from './LostSection.tsx';
import { NowTab } from './NowTab.tsx';
import { OrdersTab } from './OrdersTab.tsx';
import { PolicyTab } from './PolicyTab.tsx';
import { QuarantineNotice } from './QuarantineSection.tsx';
import { SignInsTab } from './SignInsTab.tsx';
import { SoftwareTab } from './SoftwareTab.tsx';
import { Warnings } from './Warnings.tsx';

const tabNames = ['now', 'hardware', 'software', 'media', 'history', 'sign-ins', 'policy', 'orders'] as const;

/** One device: what it is, how it stands now and on what evidence. */
export function DevicePage() {
  const { id = '' } = useParams();
  const query = useQuery(views.device(id));
  const back = (
    <Anchor component={Link} to="/devices" size="sm">
      All devices
    </Anchor>
  );
  return (
    <Page
      title={query.data?.name ?? 'Device'}
      lead={query.data === undefined ? back : <DeviceFacts device={query.data} />}
      actions={query.data === undefined ? undefined : <DeviceActions device={query.data} />}
    >
      <Loaded query={query} what="this device" skeleton={<DeviceSkeleton />}>
        {device => <Body device={device} />}
      </Loaded>
    </Page>
  );
}

function Body({ device }: { device: Device }) {
  const [search, setSearch] = useSearchParams();
  const may = useMay();
  const mayOrder = may('orders.read');
  const asked = search.get('tab');
  const tab = tabNames.find(name => name === asked) ?? 'now';
  const open = (name: string | null) =>
    setSearch(name === null || name === 'now' ? {} : { tab: name }, { replace: true });
  return (
    <>
      <Warnings device={device} />
      {device.note === '' ? null : (
        <p className="device-note">
          <strong>Note:</strong> {device.note}
        </p>
      )}
      {mayOrder ? <LostNotice device={device} /> : null}
      {mayOrder ? <QuarantineNotice device={device} /> : null}
      <Tabs value={tab} onChange={open} keepMounted={false} className="tabs">
        <Tabs.List mb="md">
          <Tabs.Tab value="now">Now</Tabs.Tab>
          <Tabs.Tab value="hardware">Hardware</Tabs.Tab>
          <Tabs.Tab value="software">
            Software<span className="hidden-words">, {plural(device.softwareCount, 'title')}</span>
            <span className="tab-count" aria-hidden>
              {device.softwareCount.toLocaleString('en-GB')}
            </span>
          </Tabs.Tab>
          <Tabs.Tab value="media">Sticks</Tabs.Tab>
          <Tabs.Tab value="history">History</Tabs.Tab>
          {may('sittings.read') ? <Tabs.Tab value="sign-ins">Sign-ins</Tabs.Tab> : null}
          <Tabs.Tab value="policy">Policy</Tabs.Tab>
          {mayOrder ? <Tabs.Tab value="orders">Orders and recovery</Tabs.Tab> : null}
        </Tabs.List>
        <Tabs.Panel value="now">
          <NowTab device={device} />
        </Tabs.Panel>
        <Tabs.Panel value="hardware">
          <HardwareTab device={device} />
        </Tabs.Panel>
        <Tabs.Panel value="software">
          <SoftwareTab device={device} />
        </Tabs.Panel>
        <Tabs.Panel value="media">
          <MediaTab id={device.id} />
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <DeviceIncidents device={device} />
          <HistoryTab id={device.id} />
        </Tabs.Panel>
        {may('sittings.read') ? (
          <Tabs.Panel value="sign-ins">
            <SignInsTab id={device.id} />
          </Tabs.Panel>
        ) : null}
        <Tabs.Panel value="policy">
          <PolicyTab device={device} />
        </Tabs.Panel>
        {mayOrder ? (
          <Tabs.Panel value="orders">
            <OrdersTab device={device} />
          </Tabs.Panel>
        ) : null}
      </Tabs>
    </>
  );
}

function DeviceSkeleton() {
  return (
    <>
      <Skeleton height={36} width={420} maw="100%" mb="lg" />
      <RowsSkeleton rows={4} height={92} />
    </>
  );
}
