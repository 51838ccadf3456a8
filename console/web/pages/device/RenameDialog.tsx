import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Device, device as deviceSchema } from '../../../../shared/protocol/api/devices.ts';
import { change, tell } from '../../api-client.ts';
import { fieldErrors, useChange } from '../../saving.ts';

export function RenameDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [name, setName] = useState(device.name);
  const path = `/devices/${device.id}`;
  const rename = useChange({
    send: () => change('PATCH', path, { name: name.trim() }, deviceSchema.pick({ name: true })),
    said: () => `Renamed to ${name.trim()}.`,
    undo: () => () => tell('PATCH', path, { name: device.name }),
    touches: ['device', 'devices'],
    done: onClose,
    quiet: true,
  });
  return (
    <Modal opened onClose={onClose} title="Rename this device" centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          rename.mutate(undefined);
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            maxLength={64}
            value={name}
            error={fieldErrors(rename.error).name}
            onChange={event => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={rename.isPending} disabled={name.trim() === ''}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
