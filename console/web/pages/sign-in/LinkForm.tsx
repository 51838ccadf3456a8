import { Anchor, Button, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { ApiError, reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { useChange } from '../../saving.ts';
import { asksForCode, CodeStep } from './CodeStep.tsx';

/** One button: opening the link does nothing by itself. */
export function LinkForm({ token, onDone }: { token: string; onDone(): Promise<void> }) {
  const [code, setCode] = useState('');
  const use = useChange({
    send: async (given: string) => {
      await tell('POST', '/session/link', { token, ...(given === '' ? {} : { code: given }) });
      await onDone();
    },
    touches: [],
    silent: true,
  });
  const back = () => {
    setCode('');
    use.reset();
  };
  const begin = () => {
    setCode('');
    use.mutate('');
  };
  if (asksForCode(use.error) || (use.isPending && use.variables !== ''))
    return (
      <form
        onSubmit={event => {
          event.preventDefault();
          use.mutate(code);
        }}
      >
        <CodeStep
          error={use.error}
          code={code}
          onCode={setCode}
          busy={use.isPending}
          onBack={back}
          back="Back"
        />
      </form>
    );
  const rests = use.error instanceof ApiError && use.error.code === 'link.rests';
  const spent =
    !rests && use.error instanceof ApiError && [400, 401, 403, 404, 409, 410].includes(use.error.status);
  if (spent) return <Spent />;
  return (
    <Stack gap="md">
      {use.error === null ? null : (
        <Notice tone="error" urgent title={rests ? 'Codes have to rest' : 'Sign-in did not work'}>
          {reasonOf(use.error)}
        </Notice>
      )}
      <Text size="sm" c="dimmed">
        This link works once. Press the button to use it.
      </Text>
      <Button fullWidth loading={use.isPending} onClick={begin} data-autofocus>
        Sign in
      </Button>
    </Stack>
  );
}

function Spent() {
  return (
    <Stack gap="md">
      <Notice tone="caution" urgent title="This link no longer works">
        Each link works once and for a short time only. This one was used, its time has passed, or a newer
        link took its place.
      </Notice>
      <Text size="sm">
        Ask the technician for a new link. If you are the technician, type <code>npx caretaker sign-in</code>{' '}
        at the console’s own computer.
      </Text>
      <Anchor href="/sign-in" size="sm">
        Sign in with a password instead
      </Anchor>
    </Stack>
  );
}
