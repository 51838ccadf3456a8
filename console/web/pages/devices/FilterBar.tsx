import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { controls } from '../../../../shared/controls/index.ts';
import { states } from '../../../../shared/finding.ts';
import type { DeviceTrouble } from '../../../../shared/protocol/api/devices.ts';
import { FilterChip, type FilterChoice, FilterSearch } from '../../components/Filters.tsx';
import { stateWords } from '../../components/StateMark.tsx';
import { titleOf } from '../../control-words.ts';
import { views } from '../../views.ts';
import type { Filters } from './filters.ts';

interface Props {
  filters: Filters;
  setFilters(change: Filters): void;
}

const platforms: readonly FilterChoice[] = [
  { value: 'windows', label: 'Windows' },
  { value: 'macos', label: 'macOS' },
  { value: 'linux', label: 'Linux' },
];

const troubles: readonly (FilterChoice & { value: DeviceTrouble })[] = [
  { value: 'silent', label: 'Silent for too many school days' },
  { value: 'clock', label: 'Wrong clock' },
  { value: 'intercepted', label: 'Link inspected by a filter' },
  { value: 'cloned', label: 'Two with one key' },
  { value: 'blocked', label: 'Blocked' },
  { value: 'recovery_key', label: 'No recovery key that works' },
  { value: 'failing_disk', label: 'Disk says it is failing' },
  { value: 'nearly_full', label: 'Nearly full' },
  { value: 'worn_battery', label: 'Worn battery' },
  { value: 'work_here', label: 'Work kept only there' },
];

const sorts: readonly FilterChoice[] = [
  { value: 'name', label: 'Name' },
  { value: 'lastSeen:desc', label: 'Last seen, newest first' },
  { value: 'lastSeen:asc', label: 'Last seen, oldest first' },
  { value: 'notMet', label: 'Most not met' },
  { value: 'unknown', label: 'Most not known' },
];

export function FilterBar({ filters, setFilters }: Props) {
  const groups = useQuery(views.groups());
  const groupChoices = (groups.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const chip = (
    name: 'group' | 'control' | 'state' | 'platform' | 'trouble',
    label: string,
    all: string,
    choices: readonly FilterChoice[],
  ) => (
    <FilterChip
      label={label}
      all={all}
      choices={choices}
      value={filters[name]}
      onChange={value => setFilters({ [name]: value })}
    />
  );
  return (
    <search className="filter-bar">
      <FilterSearch
        label="Search devices by name, system, model or serial number"
        placeholder="Name, model, serial…"
        value={filters.search ?? ''}
        onChange={search => setFilters({ search })}
      />
      {chip('group', 'Group', 'All groups', groupChoices)}
      {chip(
        'control',
        'Control',
        'Any control',
        controls.map(({ key }) => ({ value: key, label: titleOf(key) })),
      )}
      {chip(
        'state',
        'State',
        'Any state',
        states.map(state => ({ value: state, label: stateWords[state] })),
      )}
      {chip('platform', 'System', 'Any system', platforms)}
      {chip('trouble', 'Condition', 'Any condition', troubles)}
      <NativeSelect
        aria-label="Order"
        className="filter-chip"
        data={[...sorts]}
        value={sortValue(filters)}
        onChange={event => setFilters(sortFilters(event.currentTarget.value))}
      />
    </search>
  );
}

function sortValue({ sort = 'name', direction }: Filters): string {
  return sort === 'lastSeen' ? `lastSeen:${direction ?? 'desc'}` : sort;
}

function sortFilters(value: string): Filters {
  const [sort, direction] = value.split(':');
  const usual = sort === 'notMet' || sort === 'unknown' ? 'desc' : undefined;
  return { sort: sort === 'name' ? undefined : sort, direction: direction ?? usual };
}
