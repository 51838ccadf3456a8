import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { type GivenOrder, type OrderView, orderView } from '../../../../shared/protocol/api/orders.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { useChange } from '../../saving.ts';

type What = 'list' | 'quick' | 'full';

const offered: Record<What, { order: GivenOrder; label: string; description: string; verb: string }> = {
  list: {
    order: { kind: 'update_virus_list', control: 'antivirus' },
    label: 'Fetch the newest list of viruses',
    description: 'Takes a minute or two, and the computer has to reach the internet.',
    verb: 'Fetch the list',
  },
  quick: {
    order: { kind: 'scan_for_viruses', control: 'antivirus', extent: 'quick' },
    label: 'Scan where people keep things',
    description: 'People’s own folders and temporary files, or what the product calls a quick scan.',
    verb: 'Start the scan',
  },
  full: {
    order: { kind: 'scan_for_viruses', control: 'antivirus', extent: 'full' },
    label: 'Scan everything',
    description: 'Every disk of the computer. It may take hours and makes the computer slower meanwhile.',
    verb: 'Start the scan',
  },
};

/** Nothing is deleted by it but what the product deletes by itself. */
export function VirusDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [what, setWhat] = useState<What>('list');
  const give = useChange<GivenOrder, OrderView>({
    send: order => change('POST', `/devices/${device.id}/orders`, { order }, orderView),
    said: order =>
      order.state === 'pending'
        ? `${device.name} will be told to ${order.what} when it is connected.`
        : `${device.name} was told to ${order.what}. How far it is stands under Orders.`,
    touches: ['device'],
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`Virus protection of ${device.name}`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          give.mutate(offered[what].order);
        }}
      >
        <Stack gap="sm">
          <Radio.Group label="What it should do" value={what} onChange={value => setWhat(value as What)}>
            <Stack gap={10} mt={6}>
              {Object.entries(offered).map(([value, { label, description }], index) => (
                <Radio
                  key={value}
                  value={value}
                  label={label}
                  description={description}
                  {...(index === 0 ? { 'data-autofocus': true } : {})}
                />
              ))}
            </Stack>
          </Radio.Group>
          <Text size="sm" className="quiet">
            {device.connected
              ? 'It begins at once. Whoever sits there can go on working.'
              : 'The computer is not connected: it begins when it is next seen, within seven days.'}{' '}
            Anything that is found is listed in the history, without the name of the file.
          </Text>
          <After>
            It can be withdrawn under Orders until the device has begun. A newer list cannot be undone, and
            need not be.
          </After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={give.isPending}>
              {offered[what].verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
