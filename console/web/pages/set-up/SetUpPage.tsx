import { Anchor, Button, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { reasonOf, tell } from '../../api-client.ts';
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

function SetUpForm() {
  const { school, may, person } = useSession();
  const mayName = useMay()('school.edit');
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState(school.name);
  const [password, setPassword] = useState('');
  const save = useChange({
    send: async () => {
      if (mayName && name !== school.name)
        await tell('PATCH', '/school', { name, timeZone: school.timeZone });
      await tell('POST', '/session/password', { password });
      await client.invalidateQueries({ queryKey: ['session'] });
      await navigate(homeOf(may), { replace: true });
    },
    touches: [],
    silent: true,
  });
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
        {mayName ? (
          <TextInput
            label="Name of the school"
            description="As it stands at the top of every page and report"
            required
            withAsterisk={false}
            value={name}
            error={fields.name}
            onChange={event => setName(event.currentTarget.value)}
          />
        ) : null}
        <input type="hidden" autoComplete="username" value={person.email ?? person.name} readOnly />
        <PasswordInput
          label="New password"
          description="At least 12 characters: three words together are easy to remember"
          autoComplete="new-password"
          minLength={12}
          required
          withAsterisk={false}
          value={password}
          error={fields.password}
          onChange={event => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={save.isPending} fullWidth>
          Save and go on
        </Button>
      </Stack>
    </form>
  );
}
