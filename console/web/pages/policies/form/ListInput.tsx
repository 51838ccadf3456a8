import { Button, CloseButton, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Field, sayItem } from '../../../../../shared/policies/fields.ts';
import { below, FieldInput, type InputProps } from './FieldInput.tsx';

/** Beyond this many, entries are found by searching. */
const shownAtOnce = 12;

type Props = InputProps<Extract<Field, { kind: 'list' }>>;

/** A list that grows by a button. Long ones are searched, so that three hundred entries stay usable. */
export function ListInput({ at, field, value, problems, disabled, onChange }: Props) {
  const items: unknown[] = Array.isArray(value) ? value : [];
  const [search, setSearch] = useState('');
  const [all, setAll] = useState(false);
  const numbered = items.map((item, index) => ({ item, index }));
  const fitting = numbered.filter(({ item }) => textOf(item).includes(search.trim().toLowerCase()));
  const shown = all ? fitting : fitting.slice(0, shownAtOnce);
  const full = field.maxItems !== null && items.length >= field.maxItems;
  const write = (index: number, next: unknown) =>
    onChange(items.map((item, i) => (i === index ? next : item)));
  const add = () => {
    onChange([...items, blank(field.item)]);
    setSearch('');
    setAll(true);
  };
  return (
    <fieldset className="list-input" disabled={disabled}>
      <legend>{field.title}</legend>
      {field.help === '' ? null : <p className="field-help">{field.help}</p>}
      {problems[''] === undefined ? null : (
        <p className="field-problem" role="alert">
          {problems['']}
        </p>
      )}
      {items.length > shownAtOnce ? (
        <TextInput
          aria-label={`Search in ${field.title}`}
          placeholder={`Search ${items.length} entries`}
          value={search}
          onChange={event => setSearch(event.currentTarget.value)}
        />
      ) : null}
      <ul className="plain-list">
        {shown.map(({ item, index }) => (
          <li key={String(index)} className="list-entry">
            <div className="list-entry-input">
              <FieldInput
                at={`${at}.${index}`}
                field={{ ...field.item, title: `${field.title}, ${index + 1}`, help: '' }}
                value={item}
                problems={below(problems, index)}
                disabled={disabled}
                onChange={next => write(index, next)}
              />
            </div>
            <CloseButton
              aria-label={`Remove ${sayItem(field, item)}`}
              disabled={disabled}
              onClick={() => onChange(items.filter((_, i) => i !== index))}
            />
          </li>
        ))}
      </ul>
      <div className="list-foot">
        <Button
          size="compact-sm"
          variant="default"
          disabled={disabled || full}
          onClick={add}
          aria-label={`Add an entry to ${field.title}`}
        >
          Add
        </Button>
        <span className="quiet">
          {items.length === 0 ? 'None' : `${items.length} ${items.length === 1 ? 'entry' : 'entries'}`}
          {full ? ': the list is full' : ''}
        </span>
        {fitting.length > shown.length ? (
          <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
            Show all {fitting.length}
          </Button>
        ) : null}
      </div>
    </fieldset>
  );
}

const textOf = (item: unknown) =>
  (typeof item === 'object' && item !== null ? Object.values(item).join(' ') : String(item)).toLowerCase();

function blank(item: Field): unknown {
  if (item.default !== undefined && item.default !== null) return item.default;
  if (item.kind === 'group')
    return Object.fromEntries(item.fields.map(field => [field.name, field.default ?? blank(field)]));
  if (item.nullable) return null;
  if (item.kind === 'yesNo') return false;
  if (item.kind === 'number') return item.min ?? 0;
  if (item.kind === 'choice') return item.options[0] ?? '';
  return item.kind === 'list' || item.kind === 'choices' ? [] : '';
}
