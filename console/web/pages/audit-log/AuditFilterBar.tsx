import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { auditKinds, auditKindWords } from '../../../../shared/protocol/api/audit.ts';
import { views } from '../../views.ts';
import type { AuditFilters } from './filters.ts';

interface Props {
  filters: AuditFilters;
  setFilters(filters: AuditFilters): void;
}

export function AuditFilterBar({ filters, setFilters }: Props) {
  const people = useQuery(views.auditPeople()).data?.items ?? [];
  const [text, setText] = useState(filters.search ?? '');
  useEffect(() => setText(filters.search ?? ''), [filters.search]);
  const set = (name: keyof AuditFilters, value: string) => setFilters({ ...filters, [name]: value });
  const later = useDebouncedCallback((value: string) => set('search', value), 250);
  const chip = (name: 'kind' | 'actor', label: string, data: { value: string; label: string }[]) => (
    <NativeSelect
      aria-label={label}
      className="filter-chip"
      data-on={filters[name] !== undefined}
      data={data}
      value={filters[name] ?? ''}
      onChange={event => set(name, event.currentTarget.value)}
    />
  );
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
      <TextInput
        type="search"
        aria-label="Search the log"
        placeholder="Name, reason…"
        className="filter-search"
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={event => {
          setText(event.currentTarget.value);
          later(event.currentTarget.value);
        }}
      />
      {chip('kind', 'What it is about', [
        { value: '', label: 'Everything' },
        ...auditKinds.map(value => ({ value, label: auditKindWords[value] })),
      ])}
      {chip('actor', 'Who did it', [
        { value: '', label: 'Anybody' },
        ...people.map(one => ({ value: one.actor, label: one.name })),
      ])}
      {day('from', 'From this day')}
      {day('to', 'To this day')}
    </search>
  );
}
