import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { type Role, roles, sayRole } from '../../../../shared/protocol/api/common.ts';
import type { DirectoryKind } from '../../../../shared/protocol/api/directories.ts';

export interface GroupRow {
  group: string;
  role: Role;
}

interface Props {
  kind: DirectoryKind;
  value: readonly GroupRow[];
  onChange(next: GroupRow[]): void;
  errors: Record<string, string>;
}

/** Which groups of the directory have a role here; the first line that fits decides. */
export function GroupRows({ kind, value, onChange, errors }: Props) {
  const put = (at: number, row: Partial<GroupRow>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...row } : one)));
  return (
    <Stack gap="xs" role="group" aria-label="Groups with a role">
      <Text size="sm" fw={500}>
        Groups with a role
      </Text>
      <Text size="sm" c="dimmed">
        Whoever is in one gets an account at their first sign-in, and another role when their group changes;
        whoever is in none is not let in. The first line that fits decides. Without a line, only people whom
        you invited come in. Where a role decides something, a second person agrees first.
      </Text>
      {value.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place: two may be alike while one is written.
        <Group key={at} gap="xs" className="directory-group">
          <TextInput
            label={kind === 'google' ? 'The group’s address' : 'Group, as the directory sends it'}
            value={row.group}
            error={errors[`groups.${at}.group`]}
            maxLength={200}
            flex={1}
            miw={180}
            onChange={event => put(at, { group: event.currentTarget.value })}
          />
          <NativeSelect
            label="Role"
            value={row.role}
            data={roles.map(role => ({ value: role, label: sayRole(role) }))}
            onChange={event => put(at, { role: event.currentTarget.value as Role })}
          />
          <Button
            variant="default"
            aria-label={`Remove line ${at + 1}`}
            onClick={() => onChange(value.filter((_, index) => index !== at))}
          >
            Remove
          </Button>
        </Group>
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          onClick={() => onChange([...value, { group: '', role: 'staff' }])}
        >
          Add a group
        </Button>
      </Group>
    </Stack>
  );
}
