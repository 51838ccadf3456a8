import { TextInput } from '@mantine/core';

interface Props {
  label: string;
  description: string;
  value: string;
  error: string | undefined;
  onChange(value: string): void;
}

/** The code of an authenticator app. Phones offer the right keys; a recovery code can be typed as well. */
export function CodeInput({ onChange, ...props }: Props) {
  return (
    <TextInput
      {...props}
      autoComplete="one-time-code"
      inputMode="text"
      autoCapitalize="none"
      spellCheck={false}
      required
      withAsterisk={false}
      maxLength={40}
      errorProps={{ role: 'alert' }}
      onChange={event => onChange(event.currentTarget.value)}
      data-autofocus
    />
  );
}
