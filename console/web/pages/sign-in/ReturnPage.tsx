import { Anchor, Loader, Stack, Text, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { forgetTrip, type Trip, tripOf } from '../../directory-trip.ts';
import { useChange } from '../../saving.ts';
import { asksForCode, CodeStep } from './CodeStep.tsx';

/** What the directory put into the address; read once, as the address is then emptied. */
function readBack(search: string) {
  const said = new URLSearchParams(search);
  const state = said.get('state') ?? '';
  const given = (name: string) => (said.get(name) === null ? {} : { [name]: said.get(name) });
  return { state, ...given('code'), ...given('iss'), ...given('error') };
}

/** Where the school's directory sends people back to. */
export function ReturnPage() {
  const { search } = useLocation();
  const [back] = useState(() => readBack(search));
  const [trip] = useState(() => tripOf(back.state));
  useEffect(() => {
    document.title = 'Signing in · Caretaker';
    window.history.replaceState(window.history.state, '', '/sign-in/return');
  }, []);
  return (
    <main className="door">
      <div className="door-card">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <Title order={1}>{trip?.purpose === 'connect' ? 'Connecting' : 'Signing in'}</Title>
        {trip === null ? <Astray /> : <Arrived back={back} trip={trip} />}
      </div>
    </main>
  );
}

function Astray() {
  return (
    <Stack gap="md">
      <Notice tone="caution" urgent title="This did not begin here">
        Nothing was done. A sign-in ends in the tab in which it began, and once.
      </Notice>
      <Anchor href="/sign-in" size="sm">
        Begin again
      </Anchor>
    </Stack>
  );
}

function Arrived({ back, trip }: { back: ReturnType<typeof readBack>; trip: Trip }) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [otp, setOtp] = useState('');
  const connecting = trip.purpose === 'connect';
  const finish = useChange({
    send: async (code: string) => {
      const answer = { ...back, tab: trip.tab, ...(code === '' ? {} : { otp: code }) };
      await tell('POST', connecting ? '/session/connections' : '/session/directory', answer);
      forgetTrip(back.state);
      client.clear();
      const inside = trip.to?.startsWith('/') && !trip.to.startsWith('//') ? trip.to : '/';
      await navigate(connecting ? '/account' : inside, { replace: true });
    },
    touches: [],
    silent: true,
  });
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    finish.mutate('');
  }, [finish]);
  if (asksForCode(finish.error) || (finish.isPending && finish.variables !== ''))
    return (
      <form
        onSubmit={event => {
          event.preventDefault();
          finish.mutate(otp);
        }}
      >
        <CodeStep
          error={finish.error}
          code={otp}
          onCode={setOtp}
          busy={finish.isPending}
          onBack={() => window.location.assign('/sign-in')}
          back="Another way to sign in"
        />
      </form>
    );
  if (finish.error === null)
    return (
      <Stack gap="md" align="center" role="status">
        <Loader />
        <Text size="sm">Asking {trip.label} …</Text>
      </Stack>
    );
  return (
    <Stack gap="md">
      <Notice tone="error" urgent title={connecting ? 'Not connected' : 'You are not signed in'}>
        {reasonOf(finish.error)}
      </Notice>
      <Anchor href={connecting ? '/account' : '/sign-in'} size="sm">
        {connecting ? 'Back to your account' : 'Back to the sign-in page'}
      </Anchor>
    </Stack>
  );
}
