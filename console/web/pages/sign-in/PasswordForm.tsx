import { Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ApiError, reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { passkeysWork, showPasskey } from '../../passkey.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { asksForCode, CodeStep } from './CodeStep.tsx';

export function PasswordForm({ onDone }: { onDone(): Promise<void> }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const signIn = useChange({
    send: async (given: string) => {
      await tell('POST', '/session', { email, password, ...(given === '' ? {} : { code: given }) });
      await onDone();
    },
    touches: [],
    silent: true,
  });
  const byCode = asksForCode(signIn.error) || (signIn.isPending && signIn.variables !== '');
  const fields = fieldErrors(signIn.error);
  const back = () => {
    setCode('');
    signIn.reset();
  };
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        // A code that was typed for an earlier question is not sent again with another password.
        if (!byCode) setCode('');
        signIn.mutate(byCode ? code : '');
      }}
    >
      {byCode ? (
        <CodeStep
          error={signIn.error}
          code={code}
          onCode={setCode}
          busy={signIn.isPending}
          onBack={back}
          back="Another person or password"
        />
      ) : (
        <Stack gap="md">
          {signIn.error === null ? null : <Refused error={signIn.error} />}
          <TextInput
            label="E-mail address"
            type="email"
            autoComplete="username webauthn"
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
          {passkeysWork() ? <ByPasskey onDone={onDone} /> : null}
          <Text size="sm" c="dimmed">
            No password yet, or forgotten? Ask the technician for a sign-in link. The technician makes one at
            the console’s own computer with <code>npx caretaker sign-in</code>.
          </Text>
        </Stack>
      )}
    </form>
  );
}

function ByPasskey({ onDone }: { onDone(): Promise<void> }) {
  const signIn = useChange({
    send: async () => {
      await tell('POST', '/session/passkey', await showPasskey('/session/passkey/options'));
      await onDone();
    },
    touches: [],
    silent: true,
  });
  return (
    <>
      <Divider label="or" />
      <Button variant="default" fullWidth loading={signIn.isPending} onClick={() => signIn.mutate(undefined)}>
        Use a passkey
      </Button>
      {signIn.error === null ? null : (
        <Notice tone="error" urgent>
          {reasonOf(signIn.error)}
        </Notice>
      )}
    </>
  );
}

function Refused({ error }: { error: Error }) {
  const wrong = error instanceof ApiError && error.status === 401;
  return (
    <Notice tone="error" urgent title={wrong ? 'That did not match' : 'Sign-in did not work'}>
      {wrong
        ? 'The e-mail address or the password is not right. Check both and try again. After five wrong tries a new browser has to wait.'
        : reasonOf(error)}
    </Notice>
  );
}
