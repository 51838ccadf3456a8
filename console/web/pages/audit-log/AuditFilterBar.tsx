import { TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { auditKinds, auditKindWords } from '../../../../shared/protocol/api/audit.ts';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { views } from '../../views.ts';
import type { AuditFilters } from './filters.ts';

interface Props {
  filters: AuditFilters;
  setFilters(filters: AuditFilters): void;
}

export function AuditFilterBar({ filters, setFilters }: Props) {
  const people = useQuery(views.auditPeople()).data?.items ?? [];
  const set = (name: keyof AuditFilters, value: string | undefined) => setFilters({ [name]: value ?? '' });
  const day = (name: 'from' | 'to', label: string) => (
    <TextInput
      type="date"
      aria-label={label}
      title={label}
      className="filter-chip"
      value={filters[name] ?? ''}
      onChange={event => set(name, event.currentTarget.value)}
    />
  );
  return (
    <search className="filter-bar">
      <FilterSearch
        label="Search the log"
        placeholder="Name, reason…"
        value={filters.search ?? ''}
        onChange={search => set('search', search)}
      />
      <FilterChip
        label="What it is about"
        all="Everything"
        choices={auditKinds.map(value => ({ value, label: auditKindWords[value] }))}
        value={filters.kind}
        onChange={kind => set('kind', kind)}
      />
      <FilterChip
        label="Who did it"
        all="Anybody"
        choices={people.map(one => ({ value: one.actor, label: one.name }))}
        value={filters.actor}
        onChange={actor => set('actor', actor)}
      />
      {day('from', 'From this day')}
      {day('to', 'To this day')}
    </search>
  );
}
