/** The texts of a form, kept by name, with what each input takes. */
import { useState } from 'react';

interface TextInputProps {
  value: string;
  error: string | undefined;
  onChange(event: { currentTarget: { value: string } }): void;
}

export interface TextFields<Name extends string> {
  fields: Record<Name, string>;
  /** Spread over an input. `wrong`: refusals by the console's names; `as`: the console's name where it is another. */
  text(name: Name, wrong: Record<string, string>, as?: string): TextInputProps;
}

export function useTextFields<Name extends string>(first: Record<Name, string>): TextFields<Name> {
  const [fields, setFields] = useState(first);
  const text = (name: Name, wrong: Record<string, string>, as: string = name): TextInputProps => ({
    value: fields[name],
    error: wrong[as],
    onChange: ({ currentTarget: { value } }) => setFields(now => ({ ...now, [name]: value })),
  });
  return { fields, text };
}
