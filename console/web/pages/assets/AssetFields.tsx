import { Autocomplete, Checkbox, NativeSelect, Textarea, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import {
  type FieldName,
  fieldNames,
  fieldOf,
  fieldParts,
  partWords,
} from '../../../../shared/assets/fields.ts';
import { assetKinds, kinds } from '../../../../shared/assets/kinds.ts';
import { views } from '../../views.ts';
import type { FormValues } from './form-values.ts';

interface Props {
  form: FormValues;
  write(change: Partial<FormValues>): void;
  problems: Record<string, string>;
  /** What a linked device says, shown where nothing is written. */
  said?: Partial<Record<FieldName, string | null>>;
}

/** Every field of an asset, by its part of the page. */
export function AssetFields({ form, write, problems, said = {} }: Props) {
  const choices = useQuery(views.assetChoices()).data;
  const inUse: Partial<Record<FieldName, string[]>> = {
    location: choices?.locations ?? [],
    holder: choices?.holders ?? [],
    supplier: choices?.suppliers ?? [],
    funding: choices?.funding ?? [],
  };
  return fieldParts.map(part => (
    <section key={part} className="section">
      <Title order={2} mb="xs">
        {partWords[part]}
      </Title>
      <div className="asset-fields">
        {fieldNames
          .filter(name => fieldOf(name).part === part)
          .map(name => (
            <Input
              key={name}
              name={name}
              value={form[name]}
              set={value => write({ [name]: value })}
              problem={problems[name]}
              choices={inUse[name]}
              said={said[name] ?? undefined}
            />
          ))}
      </div>
    </section>
  ));
}

interface InputProps {
  name: FieldName;
  value: string;
  set(value: string): void;
  problem: string | undefined;
  choices: string[] | undefined;
  said: string | undefined;
}

function Input({ name, value, set, problem, choices, said }: InputProps) {
  const { words, shape, longest, hint } = fieldOf(name);
  const common = {
    label: words,
    error: problem,
    value,
    ...(said === undefined
      ? hint !== undefined && { description: hint }
      : { description: `The device says ${said}` }),
    inputWrapperOrder: ['label', 'input', 'description', 'error'] as (
      | 'label'
      | 'input'
      | 'description'
      | 'error'
    )[],
  };
  const typed = (event: { currentTarget: { value: string } }) => set(event.currentTarget.value);
  if (shape === 'kind')
    return (
      <NativeSelect
        {...common}
        data={assetKinds.map(kind => ({ value: kind, label: kinds[kind].words }))}
        onChange={typed}
      />
    );
  if (shape === 'flag')
    return (
      <Checkbox
        mt="xl"
        label={name === 'staffOnly' ? 'Only staff may have it' : 'In a locked place'}
        checked={value === 'yes'}
        onChange={event => set(event.currentTarget.checked ? 'yes' : '')}
      />
    );
  if (shape === 'long')
    return (
      <Textarea
        {...common}
        className="wide-field"
        autosize
        minRows={3}
        maxLength={longest}
        onChange={typed}
      />
    );
  if (choices !== undefined)
    return <Autocomplete {...common} data={choices} limit={20} maxLength={longest} onChange={set} />;
  if (shape === 'date') return <TextInput {...common} type="date" onChange={typed} />;
  if (shape === 'years') return <TextInput {...common} inputMode="numeric" maxLength={2} onChange={typed} />;
  if (shape === 'money')
    return <TextInput {...common} inputMode="decimal" maxLength={15} leftSection="£" onChange={typed} />;
  return <TextInput {...common} required={name === 'tag'} maxLength={longest} onChange={typed} />;
}
