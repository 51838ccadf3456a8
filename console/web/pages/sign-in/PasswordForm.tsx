import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ApiError, reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';

export function PasswordForm({ onDone }: { onDone(): Promise<void> }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const signIn = useChange({
    send: async () => {
      await tell('POST', '/session', { email, password });
      await onDone();
    },
    touches: [],
    silent: true,
  });
  const fields = fieldErrors(signIn.error);
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        signIn.mutate(undefined);
      }}
    >
      <Stack gap="md">
        {signIn.error === null ? null : <Refused error={signIn.error} />}
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username"
          required
          withAsterisk={false}
          value={email}
          error={fields.email}
          onChange={event => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          error={fields.password}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={signIn.isPending} fullWidth>
          Sign in
        </Button>
        <Text size="sm" c="dimmed">
          No password yet, or forgotten? Ask the technician for a sign-in link. The technician makes one at
          the console’s own computer with <code>npx caretaker sign-in</code>.
        </Text>
      </Stack>
    </form>
  );
}

function Refused({ error }: { error: Error }) {
  const wrong = error instanceof ApiError && error.status === 401;
  return (
    <Notice tone="error" urgent title={wrong ? 'That did not match' : 'Sign-in did not work'}>
      {wrong ? 'The e-mail address or the password is not right. Check both and try again.' : reasonOf(error)}
    </Notice>
  );
}
