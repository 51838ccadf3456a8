import { Button, Table } from '@mantine/core';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { type OrderView, orderView } from '../../../../shared/protocol/api/orders.ts';
import { change, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';

const stateWords: Record<OrderView['state'], string> = {
  pending: 'Waits until it is connected',
  sent: 'Sent, not answered yet',
  working: 'Under way',
  done: 'Done',
  refused: 'Refused by the device',
  failed: 'Not done',
  expired: 'Too late',
  withdrawn: 'Withdrawn',
};
const isOpen = ({ state }: OrderView) => state === 'pending' || state === 'sent' || state === 'working';

/** Newest first: what was asked, by whom, and what became of it. */
export function OrderTable({ device, orders }: { device: Device; orders: OrderView[] }) {
  const mayGive = useMay()('orders.give');
  return (
    <Table className="list-table order-table" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Order</Table.Th>
          <Table.Th scope="col">State</Table.Th>
          <Table.Th scope="col">Ordered</Table.Th>
          <Table.Th scope="col">
            <span className="hidden-words">Action</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {orders.map(order => (
          <Table.Tr key={order.id} data-order={order.kind} data-order-state={order.state}>
            <Table.Th scope="row" className="row-heading">
              {order.what.charAt(0).toUpperCase() + order.what.slice(1)}
              {order.reason === '' ? null : <span className="quiet"> ({order.reason})</span>}
            </Table.Th>
            <Table.Td data-label="State">
              <State order={order} />
            </Table.Td>
            <Table.Td data-label="Ordered">
              <Ago at={order.createdAt} /> by {order.createdBy}
            </Table.Td>
            <Table.Td className="cell-action">
              {order.fileUntil !== null && order.fileUntil > Date.now() ? (
                <Button
                  component="a"
                  size="compact-sm"
                  variant="default"
                  href={`/api/v1/devices/${device.id}/diagnostics/${order.id}`}
                  download
                >
                  Download
                </Button>
              ) : null}
              {mayGive && isOpen(order) ? <Withdraw device={device} order={order} /> : null}
              {mayGive && order.state === 'done' && order.grantId !== null ? (
                <EndPermission device={device} grantId={order.grantId} />
              ) : null}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function State({ order }: { order: OrderView }) {
  const { state, detail, endedAt, expiresAt } = order;
  return (
    <span>
      {stateWords[state]}
      {endedAt === null ? null : (
        <>
          , <Ago at={endedAt} />
        </>
      )}
      {isOpen(order) && state !== 'working' ? (
        <span className="quiet">
          {' '}
          (ends <Ago at={expiresAt} until />)
        </span>
      ) : null}
      {detail === '' ? null : <span className="order-detail">{detail}</span>}
    </span>
  );
}

/** Harmless when it has ended by itself: the device says so. */
function EndPermission({ device, grantId }: { device: Device; grantId: string }) {
  const end = useChange({
    send: () => {
      const order = { kind: 'media_revoke', control: 'removable-media', grantId };
      return change('POST', `/devices/${device.id}/orders`, { order }, orderView);
    },
    said: () => `${device.name} is told to shut the stick.`,
    touches: ['device'],
  });
  return (
    <Button size="compact-sm" variant="default" loading={end.isPending} onClick={() => end.mutate(undefined)}>
      End permission
    </Button>
  );
}

function Withdraw({ device, order }: { device: Device; order: OrderView }) {
  const withdraw = useChange({
    send: () => tell('DELETE', `/devices/${device.id}/orders/${order.id}`),
    said: () =>
      order.state !== 'pending'
        ? 'Withdrawn. If the device had begun, its answer still comes.'
        : 'Withdrawn.',
    touches: ['device'],
  });
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={withdraw.isPending}
      onClick={() => withdraw.mutate(undefined)}
      aria-label={`Withdraw the order to ${order.what}`}
    >
      Withdraw
    </Button>
  );
}
