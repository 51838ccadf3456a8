import { Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { accountList } from '../../../../shared/protocol/api/accounts.ts';
import { get, reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { homeOf } from '../../site-map.ts';

/** The first minute: the school's name, and a password for next time. Both can wait. */
export function SetUpPage() {
  const session = useSession();
  useEffect(() => {
    document.title = 'Welcome · Caretaker';
  }, []);
  return (
    <main className="door">
      <div className="door-card">
        <Title order={1}>Welcome, {session.person.name}</Title>
        <Text size="sm" c="dimmed">
          You came in by a link that works once. Set a password, so that you can come back by yourself.
        </Text>
        <SetUpForm />
        <Anchor component={Link} to={homeOf(session.may)} size="sm">
          Not now
        </Anchor>
      </div>
    </main>
  );
}

/** The session knows the person, not the account; the list of accounts marks one's own. */
async function setOwnAddress(email: string): Promise<void> {
  const { items } = await get('/people', accountList, { query: { limit: 200 } });
  const own = items.find(account => account.you);
  if (own !== undefined) await tell('PATCH', `/people/${own.id}`, { email });
}

function useSetUp() {
  const { school, may, person } = useSession();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [value, setValue] = useState({ school: school.name, email: person.email ?? '', password: '' });
  const save = useChange({
    send: async () => {
      if (value.school !== school.name) await tell('PATCH', '/school', { name: value.school });
      if (value.email !== (person.email ?? '')) await setOwnAddress(value.email);
      await tell('POST', '/session/password', { password: value.password });
      await client.invalidateQueries({ queryKey: ['session'] });
      await navigate(homeOf(may), { replace: true });
    },
    touches: [],
    silent: true,
  });
  return { value, set: (change: Partial<typeof value>) => setValue({ ...value, ...change }), save };
}

function SetUpForm() {
  const { person } = useSession();
  const may = useMay();
  const { value, set, save } = useSetUp();
  const fields = fieldErrors(save.error);
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="md">
        {save.error === null || Object.keys(fields).length > 0 ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        {may('school.edit') ? (
          <TextInput
            label="Name of the school"
            description="As it stands at the top of every page and report"
            required
            withAsterisk={false}
            value={value.school}
            error={fields.name}
            onChange={event => set({ school: event.currentTarget.value })}
          />
        ) : null}
        {person.email === null && may('people.manage') ? (
          <TextInput
            label="Your e-mail address"
            description="With it and the password you sign in next time"
            type="email"
            autoComplete="username"
            required
            withAsterisk={false}
            value={value.email}
            error={fields.email}
            onChange={event => set({ email: event.currentTarget.value })}
          />
        ) : (
          <input type="hidden" autoComplete="username" value={person.email ?? ''} readOnly />
        )}
        <PasswordInput
          label="New password"
          description="At least 12 characters: three words together are easy to remember"
          autoComplete="new-password"
          minLength={12}
          required
          withAsterisk={false}
          value={value.password}
          error={fields.password}
          onChange={event => set({ password: event.currentTarget.value })}
        />
        <Button type="submit" loading={save.isPending} fullWidth>
          Save and go on
        </Button>
      </Stack>
    </form>
  );
}
