import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { views } from '../../views.ts';

interface Props {
  label: string;
  error?: string | undefined;
  /** The id of the device that is called so, or null. */
  onChange(id: string | null): void;
}

/** A computer by its name; only one that is in the list counts. */
export function DeviceField({ label, error, onChange }: Props) {
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const query = useInfiniteQuery(views.devices({ search: search === '' ? undefined : search }));
  const found = (query.data?.pages ?? []).flatMap(page => page.items);
  const idOf = (name: string) => found.find(one => one.name === name.trim())?.id ?? null;
  const lost = text.trim() !== '' && search === text.trim() && !query.isFetching && idOf(text) === null;
  return (
    <Autocomplete
      label={label}
      data={[...new Set(found.map(({ name }) => name))].slice(0, 8)}
      value={text}
      onChange={value => {
        setText(value);
        onChange(idOf(value));
      }}
      error={error ?? (lost ? 'Choose one of the list, or leave it empty' : undefined)}
      maxLength={100}
      autoComplete="off"
    />
  );
}
