import { Anchor, Table } from '@mantine/core';
import { Link } from 'react-router';
import type { Account, SignInLink } from '../../../../shared/protocol/api/accounts.ts';
import { sayRole } from '../../../../shared/protocol/api/common.ts';
import { useNow } from '../../clock.ts';
import { Ago } from '../../components/Ago.tsx';
import { PersonActions } from './PersonActions.tsx';

interface Props {
  people: Account[];
  onEdit(person: Account): void;
  onInvited(person: Account, link: SignInLink): void;
}

export function PeopleTable({ people, onEdit, onInvited }: Props) {
  return (
    <Table className="list-table" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">Name</Table.Th>
          <Table.Th scope="col">E-mail</Table.Th>
          <Table.Th scope="col">Role</Table.Th>
          <Table.Th scope="col">Signs in</Table.Th>
          <Table.Th scope="col">
            <span className="hidden-words">Actions</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map(person => (
          <Table.Tr key={person.id} data-faded={person.disabled}>
            <Table.Th scope="row" className="row-heading">
              {person.name}
              {person.you ? <span className="tag">you</span> : null}
              {person.disabled ? <span className="tag">may not sign in</span> : null}
              {person.approvalId === null ? null : (
                <Anchor component={Link} to={`/approvals/${person.approvalId}`} className="tag">
                  a change waits for a yes
                </Anchor>
              )}
            </Table.Th>
            <Table.Td data-label="E-mail">{person.email ?? 'none'}</Table.Td>
            <Table.Td data-label="Role">{sayRole(person.role)}</Table.Td>
            <Table.Td data-label="Signs in">
              <HowSignsIn person={person} />
            </Table.Td>
            <Table.Td className="cell-action">
              <PersonActions person={person} onEdit={onEdit} onInvited={onInvited} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** How, and when last; for somebody who never came, what became of the invitation. */
function HowSignsIn({ person: { signsInWith, linkUntil, lastSignInAt } }: { person: Account }) {
  const now = useNow();
  if (lastSignInAt === null) {
    if (linkUntil === null) return <>not invited yet</>;
    if (linkUntil <= now) return <>did not come; the invitation has ended</>;
    return (
      <>
        invited, ends <Ago at={linkUntil} until />
      </>
    );
  }
  const { password, secondStep, passkeys } = signsInWith;
  const ways = [
    ...(passkeys > 0 ? ['passkey'] : []),
    ...(password ? [secondStep ? 'password and code' : 'password'] : []),
  ];
  return (
    <>
      {ways.length === 0 ? 'by link only' : `by ${ways.join(' or ')}`}, last <Ago at={lastSignInAt} />
    </>
  );
}
