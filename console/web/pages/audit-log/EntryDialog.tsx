import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { tell } from '../../api-client.ts';
import { consoleNow } from '../../clock.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';

/** A change that was made elsewhere, such as in the web filter, for the same log (J-03). */
export function EntryDialog({ onClose }: { onClose(): void }) {
  const { person } = useSession();
  const [values, setValues] = useState({
    about: 'filtering',
    what: '',
    why: '',
    who: person.name,
    askedBy: '',
    approvedBy: '',
    risk: '',
    wayBack: '',
    on: new Date(consoleNow()).toISOString().slice(0, 10),
  });
  const set = (name: keyof typeof values) => (event: { currentTarget: { value: string } }) => {
    const { value } = event.currentTarget;
    setValues(before => ({ ...before, [name]: value }));
  };
  const save = useChange({
    send: () => tell('POST', '/audit-log/entries', values),
    said: () => 'Entered.',
    touches: ['audit'],
    done: onClose,
    quiet: true,
  });
  const wrong = fieldErrors(save.error);
  const line = (name: 'who' | 'askedBy' | 'approvedBy' | 'risk' | 'wayBack', label: string, most = 100) => (
    <TextInput label={label} value={values[name]} error={wrong[name]} onChange={set(name)} maxLength={most} />
  );
  return (
    <Modal opened onClose={onClose} title="Enter a change made elsewhere" centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            label="About"
            data={[
              { value: 'filtering', label: 'Web filtering' },
              { value: 'other', label: 'Something else' },
            ]}
            value={values.about}
            onChange={set('about')}
          />
          <Textarea
            label="What was changed"
            description="Such as “youtube.com opened for staff”."
            value={values.what}
            error={wrong.what}
            onChange={set('what')}
            maxLength={300}
            autosize
            minRows={2}
            data-autofocus
          />
          <Textarea
            label="Why"
            value={values.why}
            error={wrong.why}
            onChange={set('why')}
            maxLength={300}
            autosize
            minRows={2}
          />
          {line('who', 'Who did it')}
          {line('askedBy', 'Who asked for it, if somebody did')}
          {line('approvedBy', 'Who approved it, if somebody did')}
          {line('risk', 'What could go wrong, if something could', 200)}
          {line('wayBack', 'How it would be undone, if it can be', 200)}
          <TextInput label="On" type="date" value={values.on} error={wrong.on} onChange={set('on')} />
          <Text size="sm" c="dimmed">
            It cannot be changed or taken back, like every entry. A mistake is put right by another one.
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Enter it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
