import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { bulkAnswer } from '../../../../shared/protocol/api/bulk.ts';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { change, tell } from '../../api-client.ts';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { Changes } from '../policies/WhatIfView.tsx';
import '../policies/policies.css';

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
  const preview = useQuery({
    queryKey: ['bulk', 'move', groupId, device.id] as const,
    queryFn: () => change('POST', '/bulk/moves', { devices: [device.id], groupId, apply: false }, bulkAnswer),
    enabled: groupId !== device.group.id,
    staleTime: 0,
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
          The device takes the new group’s policy as soon as it is connected.
        </Text>
        {preview.data === undefined ? null : (
          <section className="what-if" aria-label="What the other policy changes">
            <Changes of={preview.data.changes} />
          </section>
        )}
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
