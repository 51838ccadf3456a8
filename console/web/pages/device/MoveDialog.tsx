import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { tell } from '../../api-client.ts';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';

export function MoveDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const groups = useQuery(views.groups()).data?.items ?? [];
  const [groupId, setGroupId] = useState(device.group.id);
  const path = `/devices/${device.id}`;
  const move = useChange({
    send: () => tell('PATCH', path, { groupId }),
    said: () => `Moved to ${groups.find(group => group.id === groupId)?.name ?? 'another group'}.`,
    undo: () => () => tell('PATCH', path, { groupId: device.group.id }),
    touches: ['device', 'devices', 'groups'],
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`Move ${device.name}`} centered>
      <Stack>
        <NativeSelect
          label="Group"
          value={groupId}
          onChange={event => setGroupId(event.currentTarget.value)}
          data={groups.map(({ id, name }) => ({ value: id, label: name }))}
          data-autofocus
        />
        <Text size="sm" c="dimmed">
          The device takes the new group’s policy the next time it is connected.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            loading={move.isPending}
            disabled={groupId === device.group.id}
            onClick={() => move.mutate(undefined)}
          >
            Move
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
