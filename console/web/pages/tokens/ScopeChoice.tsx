import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Role, sayScope } from '../../../../shared/protocol/api/common.ts';
import { views } from '../../views.ts';

interface Props {
  role: Role;
  /** Null: all that the role may. */
  scopes: string[] | null;
  error: string | undefined;
  onChange(scopes: string[] | null): void;
}

/** A program gets what it needs: all that a role may, or the rows that are ticked. */
export function ScopeChoice({ role, scopes, error, onChange }: Props) {
  const choices =
    useQuery(views.tokenChoices()).data?.roles[role]?.filter(row => row !== 'session.own') ?? [];
  return (
    <div className="scope-choice">
      <Checkbox
        label="Only for some of it"
        description="A token that is lost then opens no more than this."
        checked={scopes !== null}
        onChange={event => onChange(event.currentTarget.checked ? [] : null)}
      />
      {scopes === null ? null : (
        <Checkbox.Group
          label={`Of what a ${role.replaceAll('_', ' ')} may`}
          value={scopes}
          error={error}
          onChange={onChange}
        >
          <div className="scope-list">
            {choices.map(row => (
              <Checkbox key={row} value={row} label={sayScope(row)} size="sm" />
            ))}
          </div>
        </Checkbox.Group>
      )}
    </div>
  );
}
