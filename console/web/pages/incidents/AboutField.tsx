import { MultiSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { sayRole } from '../../../../shared/protocol/api/common.ts';
import { useSession } from '../../session.tsx';
import { views } from '../../views.ts';

interface Props {
  value: string[];
  onChange(value: string[]): void;
  error?: string | undefined;
}

/** Whom it is about, of those who could read it: they do not. Nobody hides one from themselves. */
export function AboutField({ value, onChange, error }: Props) {
  const readers = useQuery(views.incidentReaders()).data?.items ?? [];
  const { person } = useSession();
  const others = readers.filter(one => one.id !== person.id);
  if (others.length === 0) return null;
  return (
    <MultiSelect
      label="About one of those who read incidents?"
      description="Whoever is named here cannot read this incident, nor find it."
      data={others.map(({ id, name: called, role }) => ({ value: id, label: `${called}, ${sayRole(role)}` }))}
      value={value}
      onChange={onChange}
      error={error}
      clearable
    />
  );
}
