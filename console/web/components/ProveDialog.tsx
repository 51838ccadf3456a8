import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { ApiError, tell } from '../api-client.ts';
import { passkeysWork, showPasskey } from '../passkey.ts';
import { askBy } from '../prove.ts';
import { fieldErrors, useChange } from '../saving.ts';
import { useSession } from '../session.tsx';
import { Notice } from './Notice.tsx';

/** Stands below every signed-in page and opens when the console wants to know again who sits there. */
export function ProveDialog() {
  const [opened, setOpened] = useState(false);
  const settle = useRef<(proved: boolean) => void>(undefined);
  useEffect(
    () =>
      askBy(() => {
        setOpened(true);
        return new Promise(resolve => {
          settle.current = resolve;
        });
      }),
    [],
  );
  const end = (proved: boolean) => {
    setOpened(false);
    settle.current?.(proved);
  };
  return (
    <Modal opened={opened} onClose={() => end(false)} title="Show that it is you" centered>
      <Proof onDone={() => end(true)} onCancel={() => end(false)} />
    </Modal>
  );
}

function Proof({ onDone, onCancel }: { onDone(): void; onCancel(): void }) {
  const { hasPassword, hasPasskey } = useSession();
  const [password, setPassword] = useState('');
  const prove = useChange({
    send: async (how: 'password' | 'passkey') =>
      tell(
        'POST',
        '/session/proof',
        how === 'password' ? { password } : { passkey: await showPasskey('/session/proof/options') },
      ),
    touches: [],
    silent: true,
    done: onDone,
  });
  const field = fieldErrors(prove.error).password;
  const byPasskey = hasPasskey && passkeysWork();
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        if (hasPassword && password !== '') prove.mutate('password');
      }}
    >
      <Stack gap="md">
        <Text size="sm">
          So that nobody does this at an open screen. You are not asked again for five minutes.
        </Text>
        {prove.error === null || field !== undefined ? null : (
          <Notice tone="error" urgent>
            {prove.error instanceof ApiError && prove.error.code === 'passkey.refused'
              ? 'That passkey does not fit. Use your password, or another passkey.'
              : prove.error.message}
          </Notice>
        )}
        {hasPassword ? (
          <PasswordInput
            label="Your password, again"
            autoComplete="current-password"
            value={password}
            error={field}
            errorProps={{ role: 'alert' }}
            onChange={event => setPassword(event.currentTarget.value)}
            data-autofocus
          />
        ) : null}
        {hasPasskey && !byPasskey ? (
          <Text size="sm" c="dimmed">
            Your passkey works at the console’s own name, in a browser that has passkeys.
          </Text>
        ) : null}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          {byPasskey ? (
            <Button
              variant={hasPassword ? 'default' : 'filled'}
              loading={prove.isPending && prove.variables === 'passkey'}
              onClick={() => prove.mutate('passkey')}
            >
              Use a passkey
            </Button>
          ) : null}
          {hasPassword ? (
            <Button
              type="submit"
              disabled={password === ''}
              loading={prove.isPending && prove.variables === 'password'}
            >
              Go on
            </Button>
          ) : null}
        </Group>
      </Stack>
    </form>
  );
}
