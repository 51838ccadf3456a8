import { Button, Group, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { orderView } from '../../../../shared/protocol/api/orders.ts';
import type { LeaveKind } from '../../../../shared/protocol/leave.ts';
import { change } from '../../api-client.ts';
import { useChange } from '../../saving.ts';
import { LeaveFields, usualLeave } from './LeaveFields.tsx';

const offered: Record<LeaveKind, { label: string; away: string }> = {
  sign_out: { label: 'Sign everybody out', away: 'ten minutes' },
  restart: { label: 'Restart', away: 'a day' },
  shut_down: { label: 'Turn off', away: 'an hour' },
};

/** Whoever sits there is told first; until it happens the order can be withdrawn. */
export function LeaveDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [kind, setKind] = useState<LeaveKind>('restart');
  const [wish, setWish] = useState(usualLeave);
  const [reason, setReason] = useState('');
  const { label, away } = offered[kind];
  const give = useChange({
    send: () => {
      const order = { kind, ...wish };
      return change('POST', `/devices/${device.id}/orders`, { order, reason: reason.trim() }, orderView);
    },
    said: order =>
      order.state === 'pending'
        ? `${device.name} will be told when it is connected.`
        : `${device.name} was told. When it happens stands under Orders.`,
    touches: ['device'],
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`Sign out, restart or turn off ${device.name}`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          give.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <Radio.Group label="What it should do" value={kind} onChange={value => setKind(value as LeaveKind)}>
            <Stack gap={10} mt={6}>
              {Object.entries(offered).map(([value, one]) => (
                <Radio
                  key={value}
                  value={value}
                  label={one.label}
                  {...(value === 'restart' ? { 'data-autofocus': true } : {})}
                />
              ))}
            </Stack>
          </Radio.Group>
          <LeaveFields wish={wish} onChange={setWish} />
          <TextInput
            label="Why, for the audit log, if there is something to say"
            value={reason}
            maxLength={300}
            onChange={event => setReason(event.currentTarget.value)}
          />
          <Text size="sm" className="quiet">
            {device.connected
              ? 'The countdown begins at once.'
              : `The computer is not connected: the countdown begins when it is next seen, within ${away}.`}{' '}
            What is not saved by then is lost. It can be withdrawn until half a minute before.{' '}
            {kind === 'shut_down'
              ? 'It cannot be switched on again from here.'
              : 'It waits for updates and scans.'}
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={give.isPending}>
              {label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
