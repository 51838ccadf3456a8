import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useNavigate } from 'react-router';
import { type Account, accountGiven, roleWords } from '../../../../shared/protocol/api/accounts.ts';
import { role, roles, sayRole } from '../../../../shared/protocol/api/common.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { Why, waitsIn } from './use-second-yes.tsx';

const blank = { name: '', email: '', role: 'headteacher' as string, reason: '' };

interface Props {
  person: Account | null;
  /** Somebody new, who gets their invitation next. */
  onAdded(person: Account): void;
  onClose(): void;
}

/** Invites a person, or changes one. */
export function PersonDialog({ person, onAdded, onClose }: Props) {
  const start =
    person === null
      ? blank
      : { ...blank, name: person.name, email: person.email ?? '', role: person.role as string };
  const navigate = useNavigate();
  const [value, write, forget] = useDraft(person === null ? 'person' : `person.${person.id}`, start);
  const save = useChange({
    send: () =>
      person === null
        ? change('POST', '/people', value, accountGiven)
        : change('PATCH', `/people/${person.id}`, value, accountGiven),
    said: saved => (person === null || waitsIn(saved) ? undefined : 'Saved.'),
    touches: ['people', 'audit', 'session', 'approvals'],
    quiet: true,
    done: saved => {
      forget();
      onClose();
      const waits = waitsIn(saved);
      if (waits !== undefined) navigate(`/approvals/${waits.id}`);
      else if (person === null) onAdded(saved as Account);
    },
  });
  const fields = fieldErrors(save.error);
  return (
    <Modal
      opened
      onClose={onClose}
      title={person === null ? 'Invite somebody' : `Change ${person.name}`}
      centered
    >
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack>
          <TextInput
            label="Name"
            required
            withAsterisk={false}
            maxLength={100}
            value={value.name}
            error={fields.name}
            onChange={event => write({ name: event.currentTarget.value })}
            data-autofocus
          />
          <TextInput
            label="E-mail address"
            type="email"
            required
            withAsterisk={false}
            value={value.email}
            error={fields.email}
            onChange={event => write({ email: event.currentTarget.value })}
          />
          <NativeSelect
            label="Role"
            description={roleWords[role.catch('staff').parse(value.role)]}
            value={value.role}
            error={fields.role}
            onChange={event => write({ role: event.currentTarget.value })}
            data={roles.map(value => ({ value, label: sayRole(value) }))}
          />
          {fields.reason === undefined && value.reason === '' ? null : (
            <Why value={value.reason} error={fields.reason} onChange={reason => write({ reason })} />
          )}
          <After>
            It can be changed again at any time. Where a role decides something, a second person agrees first.
          </After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {person === null ? 'Make the invitation' : 'Save'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
