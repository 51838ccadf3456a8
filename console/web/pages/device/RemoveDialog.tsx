import { Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { tell } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { useChange } from '../../saving.ts';

export function RemoveDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const navigate = useNavigate();
  const [reason, setReason] = useState('');
  const remove = useChange({
    send: () => tell('DELETE', `/devices/${device.id}`, { reason }),
    said: () => `${device.name} was removed.`,
    touches: ['devices', 'groups', 'overview', 'summary', 'promises', 'departures', 'approvals'],
    done: () => void navigate('/devices'),
  });
  const open = device.notMet + device.unknown > 0;
  return (
    <Confirm
      after="This cannot be undone from here."
      opened
      title={`Remove ${device.name}`}
      verb="Remove this device"
      typed={device.name}
      ready={reason.trim() !== ''}
      busy={remove.isPending}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      <Stack gap="sm">
        <span>
          One device is removed. The console takes nothing more from it, and it must be enrolled with a new
          code to come back. Its history stays, and figures of past days do not change. The computer itself
          keeps its files and its last policy.
        </span>
        {open ? (
          <span>
            It does not keep every promise, so it goes on counting as not known until a second person agrees
            that it has left: removing a computer makes no figure better.
          </span>
        ) : null}
        <Textarea
          label="Where is it now?"
          description="Whoever agrees reads this, and so does the audit log"
          autosize
          minRows={2}
          maxLength={300}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        />
      </Stack>
    </Confirm>
  );
}
