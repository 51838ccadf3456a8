import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { reasonOf, tell } from '../../api-client.ts';
import { NewPassword, passwordProblem } from '../../components/NewPassword.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';

const empty = { current: '', password: '' };

/** Setting it the first time, or changing it with the present one. */
export function PasswordPart() {
  const { hasPassword } = useSession();
  const [value, setValue] = useState(empty);
  const [problem, setProblem] = useState<string>();
  const save = useChange({
    send: () =>
      tell('POST', '/session/password', {
        password: value.password,
        ...(hasPassword ? { current: value.current } : {}),
      }),
    said: () => 'Password saved. You are signed out everywhere else.',
    done: () => setValue(empty),
    touches: ['session', 'security'],
    silent: true,
  });
  const fields = fieldErrors(save.error);
  return (
    <Section title="Password">
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          const found = passwordProblem(value.password);
          setProblem(found);
          save.reset();
          if (found === undefined) save.mutate(undefined);
        }}
      >
        <Stack gap="md" maw={420}>
          {save.error === null || Object.keys(fields).length > 0 ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          {hasPassword ? (
            <PasswordInput
              label="Present password"
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={value.current}
              error={fields.current}
              errorProps={{ role: 'alert' }}
              onChange={event => setValue({ ...value, current: event.currentTarget.value })}
            />
          ) : null}
          <NewPassword
            value={value.password}
            error={problem ?? fields.password}
            onChange={password => setValue({ ...value, password })}
          />
          <Button type="submit" loading={save.isPending} w="fit-content">
            Save the password
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
