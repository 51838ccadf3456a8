import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { views } from '../../views.ts';

interface Props {
  value: string;
  onChange(value: string): void;
  error?: string | undefined;
  label?: string;
  description?: string;
}

/** A name; people whom the school has entered are offered, anybody else can be written. */
export function HolderField({ value, onChange, error, label = 'Who has it', description }: Props) {
  const [search] = useDebouncedValue(value.trim(), 200);
  const query = useInfiniteQuery(views.persons({ search: search === '' ? undefined : search }));
  const names = (query.data?.pages ?? []).flatMap(page => page.items).map(person => person.name);
  return (
    <Autocomplete
      label={label}
      description={description}
      data={[...new Set(names)].slice(0, 8)}
      value={value}
      onChange={onChange}
      error={error}
      maxLength={100}
      autoComplete="off"
    />
  );
}
