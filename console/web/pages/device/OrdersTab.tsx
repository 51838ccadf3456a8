import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { type GivenOrder, type OrderView, orderView } from '../../../../shared/protocol/api/orders.ts';
import { change } from '../../api-client.ts';
import { consoleNow } from '../../clock.ts';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { sayAge } from '../../time.ts';
import { views } from '../../views.ts';
import { SoftwareDialog } from '../requests/SoftwareDialog.tsx';
import { DiagnosticsDialog } from './DiagnosticsDialog.tsx';
import { LeaveDialog } from './LeaveDialog.tsx';
import { LostSection } from './LostSection.tsx';
import { OrderTable } from './OrderTable.tsx';
import { QuarantineSection } from './QuarantineSection.tsx';
import { RecoveryKeysSection } from './RecoveryKeysSection.tsx';
import { RecoverySection } from './RecoverySection.tsx';
import { StickDialog } from './StickDialog.tsx';
import { SupportSection } from './SupportSection.tsx';
import { SuspendDialog } from './SuspendDialog.tsx';
import { VirusDialog } from './VirusDialog.tsx';

/** Things that this device is to do once, and the way in when it cannot be reached. */
export function OrdersTab({ device }: { device: Device }) {
  const query = useInfiniteQuery(views.orders(device.id));
  const mayReadKeys = useMay()('recovery_keys.read');
  return (
    <>
      <Section title="Orders" note={<Export list={`/devices/${device.id}/orders`} what="the orders" small />}>
        <p className="quiet tab-lead">
          {device.connected
            ? 'The device is connected: it is told at once.'
            : 'The device is not connected: it is told when it comes back, if that is not too late by then.'}
        </p>
        <Give device={device} />
        <Loaded query={query} what="the orders" skeleton={<RowsSkeleton rows={3} />}>
          {data => {
            const orders = data.pages.flatMap(page => page.items);
            if (orders.length === 0)
              return <Empty title="No orders yet.">Each one, and what became of it, is listed here.</Empty>;
            return (
              <>
                <OrderTable device={device} orders={orders} />
                <More query={query} />
              </>
            );
          }}
        </Loaded>
      </Section>
      <LostSection device={device} />
      <QuarantineSection device={device} />
      <SupportSection device={device} />
      <RecoverySection device={device} />
      {mayReadKeys ? <RecoveryKeysSection device={device} /> : null}
    </>
  );
}

/** An order that is older than this was not given by this press. */
const sameMs = 2500;

/** Pressed again while it waits, it is the order that there is: that is said, with when it was given. */
function sayGiven(name: string, order: OrderView, timeZone: string): string {
  const now = consoleNow();
  if (now - order.createdAt > sameMs)
    return `${name} was asked already, ${sayAge(order.createdAt, now, timeZone)}, and has not answered yet. Nothing was sent again.`;
  return order.state === 'sent'
    ? `${name} was told to ${order.what}.`
    : `${name} will be told when it is connected.`;
}

function Give({ device }: { device: Device }) {
  const { timeZone } = useSession().school;
  const [asking, setAsking] = useState<
    'leave' | 'diagnostics' | 'suspend' | 'stick' | 'software' | 'virus' | null
  >(null);
  const close = () => setAsking(null);
  const give = useChange<GivenOrder, OrderView>({
    send: order => change('POST', `/devices/${device.id}/orders`, { order }, orderView),
    said: order => sayGiven(device.name, order, timeZone),
    touches: ['device'],
  });
  if (!useMay()('orders.give') || device.status !== 'approved') return null;
  return (
    <div className="tool-line">
      <Button variant="default" loading={give.isPending} onClick={() => give.mutate({ kind: 'check_now' })}>
        Check now
      </Button>
      <Button
        variant="default"
        loading={give.isPending}
        onClick={() => give.mutate({ kind: 'lock', control: 'idle-lock' })}
      >
        Lock now
      </Button>
      <Button variant="default" onClick={() => setAsking('leave')}>
        Sign out, restart, turn off…
      </Button>
      <Button variant="default" onClick={() => setAsking('virus')}>
        Virus list or scan…
      </Button>
      <Button variant="default" onClick={() => setAsking('stick')}>
        Allow a stick…
      </Button>
      <Button variant="default" onClick={() => setAsking('software')}>
        Ask for a program…
      </Button>
      <Button variant="default" onClick={() => setAsking('diagnostics')}>
        Collect diagnostics…
      </Button>
      <Button variant="default" onClick={() => setAsking('suspend')}>
        Suspend enforcement…
      </Button>
      {asking === 'diagnostics' ? <DiagnosticsDialog device={device} onClose={close} /> : null}
      {asking === 'leave' ? <LeaveDialog device={device} onClose={close} /> : null}
      {asking === 'suspend' ? <SuspendDialog device={device} onClose={close} /> : null}
      {asking === 'software' ? <SoftwareDialog device={device} onClose={close} /> : null}
      {asking === 'virus' ? <VirusDialog device={device} onClose={close} /> : null}
      {asking === 'stick' ? <StickDialog device={device} onClose={close} /> : null}
    </div>
  );
}
