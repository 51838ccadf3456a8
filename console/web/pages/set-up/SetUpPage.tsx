import { Anchor, Button, Stack, Text, TextInput, Title } from '@mantine/core';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { reasonOf } from '../../api-client.ts';
import { NewPassword } from '../../components/NewPassword.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useSession } from '../../session.tsx';
import { homeOf } from '../../site-map.ts';
import { asks, useSetUp } from './use-set-up.ts';

/** The first minute: the school's name, one's own, and a password for next time. All of it can wait. */
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

const field = { required: true, withAsterisk: false, maxLength: 100, errorProps: { role: 'alert' } };

function SetUpForm() {
  const session = useSession();
  const asked = asks(session);
  const { value, set, errors, refused, busy, submit } = useSetUp();
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="md">
        {refused === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(refused)}
          </Notice>
        )}
        {asked.school ? (
          <TextInput
            {...field}
            label="Name of the school"
            description="As it stands at the top of every page and report"
            value={value.school}
            error={errors.school}
            onChange={event => set({ school: event.currentTarget.value })}
          />
        ) : null}
        {asked.name ? (
          <TextInput
            {...field}
            label="Your name"
            description="So that the audit log says who did what"
            autoComplete="name"
            value={value.name}
            error={errors.name}
            onChange={event => set({ name: event.currentTarget.value })}
          />
        ) : null}
        {asked.email ? (
          <TextInput
            {...field}
            label="Your e-mail address"
            description="With it and the password you sign in next time"
            type="email"
            autoComplete="username"
            maxLength={200}
            value={value.email}
            error={errors.email}
            onChange={event => set({ email: event.currentTarget.value })}
          />
        ) : (
          <input type="hidden" autoComplete="username" value={session.person.email ?? ''} readOnly />
        )}
        <NewPassword
          value={value.password}
          error={errors.password}
          onChange={password => set({ password })}
        />
        <Button type="submit" loading={busy} fullWidth>
          Save and go on
        </Button>
      </Stack>
    </form>
  );
}
