import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { views } from '../../views.ts';
import type { QueueFilters } from './filters.ts';

interface Props {
  filters: QueueFilters;
  setFilters(change: QueueFilters): void;
}

/** For a queue too long to look through. */
export function QueueFilterBar({ filters, setFilters }: Props) {
  const groups = useQuery(views.groups()).data?.items ?? [];
  return (
    <search className="filter-bar">
      <FilterSearch
        label="Search the queue by name, system or code"
        placeholder="Name, system, code…"
        value={filters.search ?? ''}
        onChange={search => setFilters({ search })}
      />
      <FilterChip
        label="Group"
        all="All groups"
        choices={groups.map(({ id, name }) => ({ value: id, label: name }))}
        value={filters.group}
        onChange={group => setFilters({ group })}
      />
      <NativeSelect
        aria-label="Order"
        className="filter-chip"
        data={[
          { value: 'asked', label: 'Longest waiting first' },
          { value: 'name', label: 'Name' },
        ]}
        value={filters.sort ?? 'asked'}
        onChange={event => setFilters({ sort: event.currentTarget.value })}
      />
    </search>
  );
}
