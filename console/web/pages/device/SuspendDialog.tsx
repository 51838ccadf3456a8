import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { orderAnswer } from '../../../../shared/protocol/api/orders.ts';
import { suspendMinutes } from '../../../../shared/protocol/break-glass.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { sayLength } from './length.ts';

/** Says what will no longer be prevented, and until when, before anything happens. */
export function SuspendDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [minutes, setMinutes] = useState('60');
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const suspend = useChange({
    send: () => {
      const order = { kind: 'suspend_enforcement', minutes: Number(minutes) };
      return change('POST', `/devices/${device.id}/orders`, { order, reason: reason.trim() }, orderAnswer);
    },
    said: answer => {
      if ('waits' in answer) return undefined;
      return answer.state === 'sent'
        ? `${device.name} was told to ${answer.what}.`
        : `${device.name} will be told when it is connected.`;
    },
    touches: ['device', 'approvals', 'overview'],
    done: answer => ('waits' in answer ? navigate(`/approvals/${answer.waits.id}`) : onClose()),
    quiet: true,
  });
  return (
    <Modal opened onClose={onClose} title={`Suspend enforcement on ${device.name}`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (reason.trim() !== '') suspend.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            For this time every control on this device only watches: sticks, programs and the screen lock are
            left as the system has them. It still reports what it sees, and afterwards it enforces again by
            itself.
          </Text>
          <NativeSelect
            label="For how long"
            value={minutes}
            description="Beyond an hour in one day, all told, somebody else may have to agree first."
            onChange={event => setMinutes(event.currentTarget.value)}
            data={suspendMinutes.map(value => ({ value: String(value), label: sayLength(value) }))}
          />
          <Textarea
            label="Why"
            description="It goes into the audit log, which the headteacher reads."
            required
            withAsterisk={false}
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            error={fieldErrors(suspend.error).reason}
            onChange={event => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <After>
            It can be withdrawn under Orders until the device has heard of it. Afterwards it ends by itself,
            or sooner only at the device.
          </After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button color="red.9" type="submit" loading={suspend.isPending} disabled={reason.trim() === ''}>
              Suspend for {sayLength(Number(minutes))}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
