import { PasswordInput } from '@mantine/core';
import { firstProblem } from '../../../shared/issue-words.ts';
import { setPassword } from '../../../shared/protocol/api/accounts.ts';

/** Why this password cannot be sent, or nothing. The server refuses more: what people guess first. */
export function passwordProblem(password: string): string | undefined {
  return firstProblem(setPassword.shape.password, password);
}

interface Props {
  value: string;
  error: string | undefined;
  onChange(value: string): void;
}

/** The form around it has `noValidate`: what is wrong stands under the field, not in a bubble of the browser. */
export function NewPassword({ value, error, onChange }: Props) {
  return (
    <PasswordInput
      label="New password"
      description="At least 12 characters: three words together are easy to remember"
      autoComplete="new-password"
      required
      withAsterisk={false}
      value={value}
      error={error}
      errorProps={{ role: 'alert' }}
      onChange={event => onChange(event.currentTarget.value)}
    />
  );
}
