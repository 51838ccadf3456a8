import { Button } from '@mantine/core';
import type { OwnSession } from '../../../../shared/protocol/api/accounts.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';

const touches = ['security'];

/** Where one is signed in: which browser, from which address, how, and when it was last used. */
export function SessionsPart({ sessions }: { sessions: OwnSession[] }) {
  const here = sessions.find(one => one.current)?.address;
  const endAll = useChange({
    send: () => tell('DELETE', '/session/others'),
    said: () => 'You are signed out everywhere else.',
    touches,
  });
  return (
    <Section title="Where you are signed in">
      <p className="quiet">
        Something here that you do not know? Sign it out, and set a new password. Each ends by itself after
        twelve hours without use.
      </p>
      <ul className="plain-list">
        {sessions.map(one => (
          <Row key={one.id} session={one} here={here ?? null} />
        ))}
      </ul>
      {sessions.length > 2 ? (
        <Button variant="default" mt="sm" loading={endAll.isPending} onClick={() => endAll.mutate(undefined)}>
          Sign out everywhere else
        </Button>
      ) : null}
    </Section>
  );
}

function Row({ session, here }: { session: OwnSession; here: string | null }) {
  const { browser, address, how, beganAt, lastUsedAt, current } = session;
  const end = useChange({
    send: () => tell('DELETE', `/session/others/${session.id}`),
    said: () => `Signed out: ${browser}.`,
    touches,
  });
  const place =
    address === null
      ? 'from an unknown address'
      : `from ${address}${!current && address === here ? ', as here' : ''}`;
  return (
    <li className="own-row">
      <span>
        <strong>{browser}</strong>
        {current ? <span className="tag">here</span> : null}
        <br />
        <span className="quiet">
          {place}
          {how === null ? '' : `, by ${how}`}, since <Ago at={beganAt} />,{' '}
          <Ago at={lastUsedAt} before="used" />
        </span>
      </span>
      {current ? null : (
        <Button
          size="compact-sm"
          variant="default"
          loading={end.isPending}
          onClick={() => end.mutate(undefined)}
          aria-label={`Sign out: ${browser}, ${place}`}
        >
          Sign out
        </Button>
      )}
    </li>
  );
}
