import { Button } from '@mantine/core';
import type { Field } from '../../../../../shared/policies/fields.ts';
import type { Origin } from '../../../../../shared/policies/settings.ts';
import { FieldInput } from './FieldInput.tsx';

const whence: Record<Origin, string> = {
  default: 'The usual setting',
  school: 'From the school',
  group: 'From the group',
  device: 'Set for this device',
  exception: 'By an exception',
};

interface Props {
  /** Makes the names of inputs unique on the page. */
  at: string;
  field: Field;
  value: unknown;
  from: Origin;
  /** Set by the place that is being edited. */
  own: boolean;
  /** By path below this field; '' is the field itself. */
  problems: Record<string, string>;
  disabled: boolean;
  onChange(value: unknown): void;
  onInherit(): void;
}

/** One setting: its input, its help, where it comes from, and the way back to what is inherited. */
export function SettingField({
  at,
  field,
  value,
  from,
  own,
  problems,
  disabled,
  onChange,
  onInherit,
}: Props) {
  return (
    <div className="setting" data-own={own}>
      <FieldInput
        at={`${at}.${field.name}`}
        field={field}
        value={value}
        problems={problems}
        disabled={disabled}
        onChange={onChange}
      />
      <p className="setting-from">
        {own ? 'Set here' : whence[from]}
        {own && !disabled ? (
          <Button size="compact-xs" variant="subtle" onClick={onInherit}>
            Inherit again<span className="hidden-words">: {field.title}</span>
          </Button>
        ) : null}
      </p>
    </div>
  );
}
