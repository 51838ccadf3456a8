import { Button, Table } from '@mantine/core';
import { type Account, account } from '../../../../shared/protocol/api/accounts.ts';
import { sayRole } from '../../../../shared/protocol/api/common.ts';
import { change } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { useChange } from '../../saving.ts';

interface Props {
  people: Account[];
  onEdit(person: Account): void;
  onInvite(person: Account): void;
}

export function PeopleTable({ people, onEdit, onInvite }: Props) {
  return (
    <Table className="list-table" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Name</Table.Th>
          <Table.Th scope="col">E-mail</Table.Th>
          <Table.Th scope="col">Role</Table.Th>
          <Table.Th scope="col">Last signed in</Table.Th>
          <Table.Th scope="col">
            <span className="hidden-words">Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map(person => (
          <Person key={person.id} person={person} onEdit={onEdit} onInvite={onInvite} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Person({ person, onEdit, onInvite }: Omit<Props, 'people'> & { person: Account }) {
  return (
    <Table.Tr data-faded={person.disabled}>
      <Table.Th scope="row" className="row-heading">
        {person.name}
        {person.you ? <span className="tag">you</span> : null}
        {person.disabled ? <span className="tag">may not sign in</span> : null}
      </Table.Th>
      <Table.Td data-label="E-mail">{person.email ?? 'none'}</Table.Td>
      <Table.Td data-label="Role">{sayRole(person.role)}</Table.Td>
      <Table.Td data-label="Last signed in">
        {person.lastSignInAt === null ? 'never' : <Ago at={person.lastSignInAt} />}
      </Table.Td>
      <Table.Td className="cell-action">
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onEdit(person)}
          aria-label={`Change ${person.name}`}
        >
          Change
        </Button>
        {person.disabled ? null : (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => onInvite(person)}
            aria-label={`Make a sign-in link for ${person.name}`}
          >
            Sign-in link
          </Button>
        )}
        {person.you ? null : <Access person={person} />}
      </Table.Td>
    </Table.Tr>
  );
}

/** Taking access away and giving it back are each other's undo, so neither asks first. */
function Access({ person }: { person: Account }) {
  const set = (disabled: boolean) =>
    change('PATCH', `/people/${person.id}`, { disabled }, account.pick({ id: true }));
  const turn = useChange({
    send: () => set(!person.disabled),
    said: () => `${person.name} ${person.disabled ? 'may sign in again' : 'may no longer sign in'}.`,
    undo: () => () => set(person.disabled),
    touches: ['people', 'audit'],
  });
  const verb = person.disabled ? 'Let back in' : 'Take access away';
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={turn.isPending}
      onClick={() => turn.mutate(undefined)}
      aria-label={`${verb}: ${person.name}`}
    >
      {verb}
    </Button>
  );
}
