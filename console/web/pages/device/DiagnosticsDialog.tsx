import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { orderView } from '../../../../shared/protocol/api/orders.ts';
import {
  diagnosticParts,
  diagnosticsDays,
  neverInDiagnostics,
} from '../../../../shared/protocol/diagnostics.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { useChange } from '../../saving.ts';

/** Exactly what is collected, before it is. */
export function DiagnosticsDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const give = useChange({
    send: () =>
      change('POST', `/devices/${device.id}/orders`, { order: { kind: 'collect_diagnostics' } }, orderView),
    said: order =>
      order.state === 'pending'
        ? `${device.name} will be told when it is connected.`
        : `${device.name} collects. The file can be downloaded under Orders.`,
    touches: ['device'],
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`Collect diagnostics on ${device.name}`} centered size="lg">
      <Stack gap="sm">
        <Text size="sm">{device.name} looks at itself once and sends this, and nothing else:</Text>
        <ul className="diagnostic-parts" aria-label="What is collected">
          {Object.entries(diagnosticParts).map(([part, words]) => (
            <li key={part}>{words}</li>
          ))}
        </ul>
        <Text size="sm">{neverInDiagnostics}</Text>
        <Text size="sm" className="quiet">
          {device.connected
            ? 'It takes some seconds, and nobody there notices.'
            : 'It is not connected: it collects when it is next seen, within seven days.'}{' '}
          The file is kept for {diagnosticsDays} days, and the audit log says who downloaded it.
        </Text>
        <After>
          It can be withdrawn under Orders until the device has begun. Nothing on the device changes.
        </After>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button data-autofocus loading={give.isPending} onClick={() => give.mutate(undefined)}>
            Collect
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
