import { NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

export interface FilterChoice {
  value: string;
  label: string;
}

interface ChipProps {
  label: string;
  /** What stands there while it does not narrow: "All groups". */
  all: string;
  choices: readonly FilterChoice[];
  value: string | undefined;
  onChange(value: string | undefined): void;
}

/** A chip that opens a list: plain and keyboard-friendly, marked when it narrows. */
export function FilterChip({ label, all, choices, value, onChange }: ChipProps) {
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

interface SearchProps {
  label: string;
  placeholder: string;
  value: string;
  onChange(value: string): void;
}

/** Waits until typing pauses; the address follows the text, and the text follows the address. */
export function FilterSearch({ label, placeholder, value, onChange }: SearchProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const later = useDebouncedCallback(onChange, 250);
  return (
    <TextInput
      type="search"
      aria-label={label}
      placeholder={placeholder}
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
