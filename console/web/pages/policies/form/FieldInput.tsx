import { Checkbox, NativeSelect, NumberInput, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Field, sayName } from '../../../../../shared/policies/fields.ts';
import { ListInput } from './ListInput.tsx';

export interface InputProps<F extends Field = Field> {
  at: string;
  field: F;
  value: unknown;
  /** By path below this field; '' is the field itself. */
  problems: Record<string, string>;
  disabled: boolean;
  onChange(value: unknown): void;
}

type Of<K extends Field['kind']> = InputProps<Extract<Field, { kind: K }>>;

/** The input that fits a setting's kind. Limits are not enforced while typing: what is wrong is said instead. */
export function FieldInput(props: InputProps) {
  const { field } = props;
  switch (field.kind) {
    case 'choice':
      return <Choice {...props} field={field} />;
    case 'number':
      return <Numeric {...props} field={field} />;
    case 'yesNo':
      return <YesNo {...props} field={field} />;
    case 'text':
      return <Words {...props} field={field} />;
    case 'choices':
      return <Choices {...props} field={field} />;
    case 'list':
      return <ListInput {...props} field={field} />;
    case 'group':
      return <Several {...props} field={field} />;
    case 'other':
      return <Other {...props} field={field} />;
  }
}

const common = ({ at, field, problems, disabled }: InputProps) => ({
  id: at,
  label: field.title,
  description: field.help || undefined,
  error: problems[''],
  disabled,
});

function Choice(props: Of<'choice'>) {
  const { field, value, onChange } = props;
  const options = field.options.map(option => ({ value: option, label: sayName(option) }));
  return (
    <NativeSelect
      {...common(props)}
      value={typeof value === 'string' ? value : ''}
      data={field.nullable ? [{ value: '', label: 'None' }, ...options] : options}
      onChange={event => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}

function Numeric(props: Of<'number'>) {
  const { field, value, onChange } = props;
  return (
    <NumberInput
      {...common(props)}
      className="short-input"
      value={typeof value === 'number' || typeof value === 'string' ? value : ''}
      allowDecimal={!field.whole}
      clampBehavior="none"
      min={field.min ?? undefined}
      max={field.max ?? undefined}
      stepHoldDelay={500}
      stepHoldInterval={100}
      onChange={next => onChange(next === '' && field.nullable ? null : next)}
    />
  );
}

function YesNo(props: Of<'yesNo'>) {
  return (
    <Switch
      {...common(props)}
      checked={props.value === true}
      onChange={event => props.onChange(event.currentTarget.checked)}
    />
  );
}

function Words(props: Of<'text'>) {
  const { field, value, onChange } = props;
  const given = {
    ...common(props),
    value: typeof value === 'string' ? value : '',
    onChange: (event: { currentTarget: { value: string } }) => {
      const text = event.currentTarget.value;
      onChange(text === '' && field.nullable ? null : text);
    },
  };
  return field.multiline ? (
    <Textarea {...given} autosize minRows={2} maxRows={8} />
  ) : (
    <TextInput {...given} type={field.date ? 'date' : 'text'} />
  );
}

function Choices(props: Of<'choices'>) {
  const { field, value, onChange, disabled, at, problems } = props;
  const chosen = Array.isArray(value) ? value.filter(one => typeof one === 'string') : [];
  return (
    <Checkbox.Group
      label={field.title}
      description={field.help || undefined}
      error={problems['']}
      value={chosen}
      onChange={next => onChange(field.options.filter(option => next.includes(option)))}
    >
      <div className="choices">
        {field.options.map(option => (
          <Checkbox
            key={option}
            id={`${at}.${option}`}
            value={option}
            label={sayName(option)}
            disabled={disabled}
          />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** What belongs together, side by side. */
export function Several(props: Of<'group'>) {
  const { at, field, value, problems, disabled, onChange } = props;
  const given = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  return (
    <fieldset className="several" disabled={disabled}>
      <legend className="hidden-words">{field.title}</legend>
      {problems[''] === undefined ? null : (
        <p className="field-problem" role="alert">
          {problems['']}
        </p>
      )}
      <div className="several-fields">
        {field.fields.map(inner => (
          <FieldInput
            key={inner.name}
            at={`${at}.${inner.name}`}
            field={inner}
            value={given[inner.name] ?? inner.default}
            problems={below(problems, inner.name)}
            disabled={disabled}
            onChange={next => onChange({ ...given, [inner.name]: next })}
          />
        ))}
      </div>
    </fieldset>
  );
}

function Other(props: Of<'other'>) {
  const { value, onChange, problems } = props;
  const [text, setText] = useState(() => JSON.stringify(value ?? null, null, 2));
  const [broken, setBroken] = useState(false);
  const write = (next: string) => {
    setText(next);
    try {
      onChange(JSON.parse(next));
      setBroken(false);
    } catch {
      setBroken(true);
    }
  };
  return (
    <Textarea
      {...common(props)}
      error={broken ? 'This is not JSON yet: look for a missing comma, quote or bracket.' : problems['']}
      autosize
      minRows={3}
      maxRows={14}
      value={text}
      onChange={event => write(event.currentTarget.value)}
    />
  );
}

/** The problems of what lies below `name`, by the rest of their path. */
export function below(problems: Record<string, string>, name: string | number): Record<string, string> {
  const start = `${name}.`;
  const found: Record<string, string> = {};
  for (const [path, words] of Object.entries(problems)) {
    if (path === String(name)) found[''] = words;
    else if (path.startsWith(start)) found[path.slice(start.length)] = words;
  }
  return found;
}
