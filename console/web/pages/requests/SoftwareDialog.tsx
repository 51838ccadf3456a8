import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { licenceWords, personalDataWords, requestView } from '../../../../shared/protocol/api/requests.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { HolderField } from '../media/HolderField.tsx';

interface Props {
  /** The computer that it is asked for; without one it is for the school. */
  device?: { id: string; name: string };
  onClose(): void;
}

const empty = {
  person: '',
  title: '',
  publisher: '',
  reason: '',
  licence: 'unknown',
  suitability: '',
  personalData: 'unknown',
};
const choices = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** A program that somebody asked for in person, with what has to be known before a yes (F-03). */
export function SoftwareDialog({ device, onClose }: Props) {
  const [values, setValues] = useState(empty);
  const set = (name: keyof typeof empty) => (value: string) =>
    setValues(before => ({ ...before, [name]: value }));
  const save = useChange({
    send: () =>
      change(
        'POST',
        '/requests',
        { deviceId: device?.id ?? null, request: { kind: 'software', ...values } },
        requestView,
      ),
    said: () => 'Written down. It waits in the inbox.',
    touches: ['requests', 'overview'],
    done: onClose,
    quiet: true,
  });
  const fields = fieldErrors(save.error);
  const wrong = (name: keyof typeof empty) => fields[`request.${name}`];
  const text = (name: 'title' | 'publisher' | 'suitability', label: string, description?: string) => (
    <TextInput
      label={label}
      description={description}
      value={values[name]}
      error={wrong(name)}
      maxLength={120}
      onChange={event => set(name)(event.currentTarget.value)}
    />
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={device === undefined ? 'A program that somebody asks for' : `A program for ${device.name}`}
      centered
    >
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <HolderField
            label="Who asks"
            value={values.person}
            onChange={set('person')}
            error={wrong('person')}
          />
          {text('title', 'Which program', 'As it calls itself, such as “GeoGebra Classic”.')}
          {text('publisher', 'Who makes it', 'Leave it empty if nobody knows.')}
          <Textarea
            label="What for"
            value={values.reason}
            error={wrong('reason')}
            autosize
            minRows={2}
            maxLength={300}
            onChange={event => set('reason')(event.currentTarget.value)}
          />
          <NativeSelect
            label="Licence"
            data={choices(licenceWords)}
            value={values.licence}
            onChange={event => set('licence')(event.currentTarget.value)}
          />
          {text('suitability', 'Suitable for', 'Age or class, such as “Year 3 and older”.')}
          <NativeSelect
            label="Does it hold personal data?"
            data={choices(personalDataWords)}
            value={values.personalData}
            onChange={event => set('personalData')(event.currentTarget.value)}
          />
          {device === undefined ? (
            <Text size="sm" c="dimmed">
              A stick is asked for on the page of the computer, under “Orders and recovery”.
            </Text>
          ) : null}
          <After>It can be refused again, under Requests.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Write it down
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
