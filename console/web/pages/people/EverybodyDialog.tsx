import { Button, Checkbox, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Person, personKinds, personKindWords } from '../../../../shared/protocol/api/persons.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { PersonPicker } from '../loans/PersonPicker.tsx';

interface Props {
  person: Person | null;
  onClose(): void;
}

/** Enters somebody, or changes what is known of them. */
export function EverybodyDialog({ person, onClose }: Props) {
  const [value, setValue] = useState({
    name: person?.name ?? '',
    kind: person?.kind ?? 'staff',
    group: person?.group ?? '',
    email: person?.email ?? '',
    manager: person?.lineManager ?? null,
    left: person !== null && person.leftAt !== null,
  });
  const write = (part: Partial<typeof value>) => setValue(before => ({ ...before, ...part }));
  const save = useChange({
    send: () => {
      const { manager, left, ...given } = value;
      const body = { ...given, lineManagerId: manager?.id ?? null };
      return person === null
        ? tell('POST', '/persons', body)
        : tell('PATCH', `/persons/${person.id}`, { ...body, left });
    },
    said: () => (person === null ? `${value.name.trim()} is in the list.` : 'Saved.'),
    touches: ['persons', 'people'],
    silent: true,
    done: onClose,
  });
  const problems = fieldErrors(save.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={person === null ? 'Enter a person' : `Change ${person.name}`}
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
          <TextInput
            label="Name"
            maxLength={100}
            value={value.name}
            error={problems.name}
            onChange={event => write({ name: event.currentTarget.value })}
            data-autofocus
          />
          <NativeSelect
            label="What they are to the school"
            data={personKinds.map(kind => ({ value: kind, label: personKindWords[kind] }))}
            value={value.kind}
            onChange={event => write({ kind: event.currentTarget.value as typeof value.kind })}
          />
          <TextInput
            label="Class, year or department"
            maxLength={60}
            value={value.group}
            error={problems.group}
            onChange={event => write({ group: event.currentTarget.value })}
          />
          <TextInput
            label="E-mail address"
            description="Leave it empty for pupils"
            type="email"
            maxLength={200}
            value={value.email}
            error={problems.email}
            onChange={event => write({ email: event.currentTarget.value })}
          />
          {value.kind === 'staff' ? (
            <PersonPicker
              label="Line manager"
              description="Approves what they take off site"
              staffOnly
              person={value.manager}
              error={problems.lineManagerId}
              onChoose={manager => write({ manager })}
            />
          ) : null}
          {person === null ? null : (
            <Checkbox
              label="Has left the school"
              checked={value.left}
              onChange={event => write({ left: event.currentTarget.checked })}
            />
          )}
          {save.error === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <After>It can be changed again at any time.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {person === null ? 'Enter them' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
