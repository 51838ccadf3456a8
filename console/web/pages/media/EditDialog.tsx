import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  encryptions,
  encryptionWords,
  type Medium,
  mediumDetail,
} from '../../../../shared/protocol/api/media.ts';
import { change } from '../../api-client.ts';
import { fieldErrors, useChange } from '../../saving.ts';

/** What people write of it. The serial number stays: another one is another stick. */
export function EditDialog({ medium, onClose }: { medium: Medium; onClose(): void }) {
  const { label, access, encryption, note } = medium;
  const [values, setValues] = useState({ label, access, encryption, note });
  const patch = (from: Medium, to: typeof values) =>
    change('PATCH', `/media/${medium.id}`, { revision: from.revision, ...to }, mediumDetail);
  const save = useChange({
    send: () => patch(medium, values),
    said: () => 'Changed.',
    undo: result => () => patch(result, { label, access, encryption, note }),
    touches: ['media', 'audit'],
    done: onClose,
    quiet: true,
  });
  const wrong = fieldErrors(save.error);
  return (
    <Modal opened onClose={onClose} title={`What is written of ${label}`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name"
            value={values.label}
            error={wrong.label}
            maxLength={80}
            onChange={event => setValues({ ...values, label: event.currentTarget.value })}
            data-autofocus
          />
          <NativeSelect
            label="Encrypted"
            data={encryptions.map(value => ({ value, label: encryptionWords[value] }))}
            value={values.encryption}
            onChange={event =>
              setValues({ ...values, encryption: event.currentTarget.value as typeof encryption })
            }
          />
          <NativeSelect
            label="May be used to"
            data={[
              { value: 'read_write', label: 'Read and write' },
              { value: 'read_only', label: 'Only read' },
            ]}
            value={values.access}
            onChange={event => setValues({ ...values, access: event.currentTarget.value as typeof access })}
          />
          <Textarea
            label="Note"
            value={values.note}
            error={wrong.note}
            maxLength={300}
            autosize
            minRows={2}
            onChange={event => setValues({ ...values, note: event.currentTarget.value })}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
