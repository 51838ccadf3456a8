import { Autocomplete } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Person, personKindWords } from '../../../../shared/protocol/api/persons.ts';
import { views } from '../../views.ts';

interface Props {
  label: string;
  description?: string;
  /** Who is chosen now. */
  person: Pick<Person, 'id' | 'name'> | null;
  onChoose(person: Person | null): void;
  error?: string | undefined;
  staffOnly?: boolean;
}

const lineOf = ({ name, kind, group }: Person) =>
  [name, personKindWords[kind].toLowerCase(), ...(group === null ? [] : [group])].join(', ');

/** Finds somebody of the list of people by their name. */
export function PersonPicker({ label, description, person, onChoose, error, staffOnly = false }: Props) {
  const [text, setText] = useState(person?.name ?? '');
  const own = useRef(person?.id);
  const choose = (chosen: Person | null) => {
    own.current = chosen?.id;
    onChoose(chosen);
  };
  // Somebody may be chosen, or the form emptied, from outside.
  useEffect(() => {
    if (person?.id === own.current) return;
    own.current = person?.id;
    setText(person?.name ?? '');
  }, [person]);
  const [asked] = useDebouncedValue(text.replace(/,.*$/, '').trim(), 200);
  const query = useInfiniteQuery(views.persons({ search: asked, ...(staffOnly && { kind: 'staff' }) }));
  const found = query.data?.pages[0]?.items.slice(0, 20) ?? [];
  const nobody = query.data !== undefined && found.length === 0 && text.trim() !== '';
  return (
    <Autocomplete
      label={label}
      description={description}
      error={
        error ?? (nobody && person === null ? 'Nobody of this name is in the list of people' : undefined)
      }
      maxLength={100}
      data={[...new Set(found.map(lineOf))]}
      filter={({ options }) => options}
      value={text}
      onChange={value => {
        setText(value);
        choose(found.find(one => lineOf(one) === value) ?? null);
      }}
      onBlur={() => {
        const same = found.filter(one => one.name.toLowerCase() === text.trim().toLowerCase());
        if (person === null && same.length === 1) choose(same[0] ?? null);
      }}
      onOptionSubmit={value => {
        const chosen = found.find(one => lineOf(one) === value);
        if (chosen !== undefined) setText(chosen.name);
      }}
    />
  );
}
