import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState } from 'react';
import { reasonOf, tell } from '../../api-client.ts';
import { NewPassword, passwordProblem } from '../../components/NewPassword.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';

export function AccountPage() {
  const { person, hasPassword } = useSession();
  return (
    <Page
      title="Your password"
      lead={`For ${person.name}${person.email === null ? '' : `, ${person.email}`}.`}
      narrow
    >
      <PasswordChange hasPassword={hasPassword} />
    </Page>
  );
}

const empty = { current: '', password: '' };

function PasswordChange({ hasPassword }: { hasPassword: boolean }) {
  const [value, setValue] = useState(empty);
  const [problem, setProblem] = useState<string>();
  const save = useChange({
    send: () =>
      tell('POST', '/session/password', {
        password: value.password,
        ...(hasPassword ? { current: value.current } : {}),
      }),
    said: () => 'Password saved.',
    done: () => setValue(empty),
    touches: ['session'],
    silent: true,
  });
  const fields = fieldErrors(save.error);
  return (
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
  );
}
