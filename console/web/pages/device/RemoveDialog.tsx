import { useNavigate } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { tell } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { useChange } from '../../saving.ts';

export function RemoveDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const navigate = useNavigate();
  const remove = useChange({
    send: () => tell('DELETE', `/devices/${device.id}`),
    said: () => `${device.name} was removed.`,
    touches: ['devices', 'groups', 'overview', 'summary', 'promises'],
    done: () => void navigate('/devices'),
  });
  return (
    <Confirm
      opened
      title={`Remove ${device.name}`}
      verb="Remove this device"
      typed={device.name}
      busy={remove.isPending}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      One device is removed. The console takes nothing more from it, and it must be enrolled with a new code
      to come back. Its history stays, and figures of past days do not change. The computer itself keeps its
      files and its last policy.
    </Confirm>
  );
}
