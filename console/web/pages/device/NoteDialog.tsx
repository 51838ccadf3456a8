import { Button, Group, Modal, Stack, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type Device, device as deviceSchema, longestNote } from '../../../../shared/protocol/api/devices.ts';
import { change, tell } from '../../api-client.ts';
import { fieldErrors, useChange } from '../../saving.ts';

/** What technicians tell each other about one computer. */
export function NoteDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [note, setNote] = useState(device.note);
  const path = `/devices/${device.id}`;
  const save = useChange({
    send: () => change('PATCH', path, { note: note.trim() }, deviceSchema.pick({ note: true })),
    said: () => (note.trim() === '' ? 'The note is gone.' : 'The note is saved.'),
    undo: () => () => tell('PATCH', path, { note: device.note }),
    touches: ['device', 'devices'],
    done: onClose,
    quiet: true,
  });
  return (
    <Modal opened onClose={onClose} title={`A note on ${device.name}`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack>
          <Textarea
            label="Note"
            description="For whoever looks after computers: “the lid sticks”, “spare charger in the office”. Nothing about a person."
            autosize
            minRows={3}
            maxLength={longestNote}
            value={note}
            error={fieldErrors(save.error).note}
            onChange={event => setNote(event.currentTarget.value)}
            data-autofocus
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={note.trim() === device.note}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
