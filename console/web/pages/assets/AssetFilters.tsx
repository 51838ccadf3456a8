import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { assetKinds, kinds } from '../../../../shared/assets/kinds.ts';
import { assetStates } from '../../../../shared/assets/states.ts';
import { useStateWords } from '../../state-words.ts';
import { views } from '../../views.ts';
import type { FilterName, Filters } from './filters.ts';

interface Props {
  filters: Filters;
  setFilters(change: Filters): void;
}

const sorts = [
  { value: 'tag', label: 'By tag' },
  { value: 'location', label: 'By place' },
  { value: 'state', label: 'By state' },
  { value: 'bought', label: 'Newest bought' },
  { value: 'changed', label: 'Changed last' },
];

export function AssetFilters({ filters, setFilters }: Props) {
  const choices = useQuery(views.assetChoices()).data;
  const chip = (name: FilterName, label: string, all: string, given: { value: string; label: string }[]) => (
    <NativeSelect
      aria-label={label}
      className="filter-chip"
      data-on={filters[name] !== undefined}
      data={[{ value: '', label: all }, ...given]}
      value={filters[name] ?? ''}
      onChange={event => setFilters({ [name]: event.currentTarget.value || undefined })}
    />
  );
  const same = (all: string[] | undefined, chosen: string | undefined) =>
    [...new Set([...(all ?? []), ...(chosen === undefined ? [] : [chosen])])].map(value => ({
      value,
      label: value,
    }));
  const stateWords = useStateWords();
  const states = assetStates.map(value => ({ value, label: stateWords[value] }));
  const devices = [
    { value: 'none', label: 'Without a device' },
    { value: 'linked', label: 'With a device' },
  ];
  if (filters.device !== undefined && !devices.some(({ value }) => value === filters.device))
    devices.push({ value: filters.device, label: 'Of one device' });
  return (
    <search className="filter-bar">
      <Search value={filters.search ?? ''} onChange={search => setFilters({ search })} />
      {chip('state', 'State', 'Any state', states)}
      {chip(
        'kind',
        'Kind',
        'Any kind',
        assetKinds.map(value => ({ value, label: kinds[value].words })),
      )}
      {chip('location', 'Place', 'Any place', same(choices?.locations, filters.location))}
      {chip('holder', 'Holder', 'Any holder', same(choices?.holders, filters.holder))}
      {chip('device', 'Device', 'Device or not', devices)}
      <NativeSelect
        aria-label="Order"
        className="filter-chip"
        data={sorts}
        value={filters.sort ?? 'tag'}
        onChange={event => setFilters({ sort: event.currentTarget.value, direction: undefined })}
      />
    </search>
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
      aria-label="Search assets by tag, name, make, model, serial number, place, holder or supplier"
      placeholder="Tag, name, model, serial…"
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
