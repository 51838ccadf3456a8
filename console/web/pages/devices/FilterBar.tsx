import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { controls } from '../../../../shared/controls/index.ts';
import { states } from '../../../../shared/finding.ts';
import { stateWords } from '../../components/StateMark.tsx';
import { titleOf } from '../../control-words.ts';
import { views } from '../../views.ts';
import type { Filters } from './filters.ts';

interface Props {
  filters: Filters;
  setFilters(change: Filters): void;
}

interface Choice {
  value: string;
  label: string;
}

const platforms: readonly Choice[] = [
  { value: 'windows', label: 'Windows' },
  { value: 'macos', label: 'macOS' },
  { value: 'linux', label: 'Linux' },
];

const sorts: readonly Choice[] = [
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
    name: 'group' | 'control' | 'state' | 'platform',
    label: string,
    all: string,
    choices: readonly Choice[],
  ) => (
    <Chip
      label={label}
      all={all}
      choices={choices}
      value={filters[name]}
      onChange={value => setFilters({ [name]: value })}
    />
  );
  return (
    <search className="filter-bar">
      <Search value={filters.search ?? ''} onChange={search => setFilters({ search })} />
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

interface ChipProps {
  label: string;
  all: string;
  choices: readonly Choice[];
  value: string | undefined;
  onChange(value: string | undefined): void;
}

/** A chip that opens a list: plain and keyboard-friendly, marked when it narrows. */
function Chip({ label, all, choices, value, onChange }: ChipProps) {
  return (
    <NativeSelect
      aria-label={label}
      className="filter-chip"
      data-on={value !== undefined}
      data={[{ value: '', label: all }, ...choices]}
      value={value ?? ''}
      onChange={event => onChange(event.currentTarget.value || undefined)}
    />
  );
}

/** Waits until typing pauses; the address follows the text, and the text follows the address. */
function Search({ value, onChange }: { value: string; onChange(value: string): void }) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const later = useDebouncedCallback(onChange, 250);
  return (
    <TextInput
      type="search"
      aria-label="Search devices by name, system, model or serial number"
      placeholder="Name, system, model, serial…"
      className="filter-search"
      leftSection={<IconSearch size={16} aria-hidden />}
      value={text}
      onChange={event => {
        setText(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
    />
  );
}
