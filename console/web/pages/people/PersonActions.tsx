import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import {
  type Account,
  accountGiven,
  linkGiven,
  mayWait,
  type SignInLink,
  weighs,
} from '../../../../shared/protocol/api/accounts.ts';
import { change, tell } from '../../api-client.ts';
import { useNow } from '../../clock.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { useSecondYes } from './use-second-yes.tsx';

interface Props {
  person: Account;
  onEdit(person: Account): void;
  onInvited(person: Account, link: SignInLink): void;
}

export function PersonActions({ person, onEdit, onInvited }: Props) {
  const first = person.lastSignInAt === null;
  const invite = useSecondYes({
    title: `Let ${person.name} in by a link`,
    send: reason => change('POST', `/people/${person.id}/sign-in-link`, { reason }, linkGiven),
    done: link => {
      if ('url' in link) onInvited(person, link);
    },
  });
  const again = first && person.linkUntil !== null;
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => onEdit(person)}
        aria-label={`Change ${person.name}`}
      >
        Change
      </Button>
      {person.disabled ? null : (
        <Button
          size="compact-sm"
          variant="default"
          onClick={invite.start}
          loading={invite.busy}
          aria-label={`Make a sign-in link for ${person.name}`}
        >
          {again ? 'Invite again' : first ? 'Invite' : 'Sign-in link'}
        </Button>
      )}
      {person.you ? null : <More person={person} />}
      {invite.dialog}
    </>
  );
}

type Ending = { path: string; title: string; verb: string; words: string; said: string };

/** What is rare. Taking access away and giving it back are each other's undo, so neither asks first. */
function More({ person }: { person: Account }) {
  const now = useNow();
  const [ending, setEnding] = useState<Ending | null>(null);
  const set = (disabled: boolean, reason: string) =>
    change('PATCH', `/people/${person.id}`, { disabled, reason }, accountGiven);
  const turn = useSecondYes({
    title: person.disabled ? `Let ${person.name} back in` : `Take access away from ${person.name}`,
    send: reason => set(!person.disabled, reason),
    said: () => `${person.name} ${person.disabled ? 'may sign in again' : 'may no longer sign in'}.`,
    // Whoever never came is let back in only with a yes.
    undo: () =>
      weighs(person.role) && person.lastSignInAt === null
        ? undefined
        : () => set(person.disabled, 'To undo it'),
  });
  const link = endings.link(person.name);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="compact-sm" aria-label={`More for ${person.name}`}>
            <IconDots size={16} aria-hidden />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(person.linkUntil ?? 0) > now ? (
            <Menu.Item onClick={() => setEnding(link)}>{link.title}…</Menu.Item>
          ) : null}
          {person.lastSignInAt === null ? null : (
            <Menu.Item onClick={() => setEnding(endings.sessions(person.name))}>
              Sign out everywhere…
            </Menu.Item>
          )}
          {person.signsInWith.secondStep ? (
            <Menu.Item onClick={() => setEnding(endings.step(person.name))}>
              Take the second step away…
            </Menu.Item>
          ) : null}
          <Menu.Item className="danger-item" onClick={turn.start}>
            {person.disabled ? 'Let back in' : 'Take access away'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {ending === null ? null : <End person={person} ending={ending} onClose={() => setEnding(null)} />}
      {turn.dialog}
    </>
  );
}

const endings = {
  link: (name: string): Ending => ({
    path: 'sign-in-link',
    title: 'Withdraw the link',
    verb: 'Withdraw the link',
    words: `The link that was made for ${name} stops working at once. A new one can be made.`,
    said: `The link for ${name} no longer works.`,
  }),
  sessions: (name: string): Ending => ({
    path: 'sessions',
    title: `Sign ${name} out everywhere`,
    verb: 'Sign out everywhere',
    words: `${name} is signed out of every browser at once: for a lost phone, or a computer left open. Whoever knows the password can sign in again; what was typed and not saved is lost.`,
    said: `${name} is signed out everywhere.`,
  }),
  step: (name: string): Ending => ({
    path: 'second-step',
    title: `Take the second step of ${name} away`,
    verb: 'Take it away',
    words: `For somebody whose phone and recovery codes are lost. From then on a password or a link alone lets ${name} in, so be sure that it is they who ask. It stands in the audit log, and they can set up a new one.`,
    said: `${name} signs in without a second step now.`,
  }),
};

function End({ person, ending, onClose }: { person: Account; ending: Ending; onClose(): void }) {
  const end = useSecondYes({
    title: ending.title,
    async send(reason) {
      const path = `/people/${person.id}/${ending.path}`;
      if (ending.path === 'second-step')
        return change('DELETE', `${path}?reason=${encodeURIComponent(reason)}`, undefined, mayWait);
      await tell('DELETE', path);
      return {};
    },
    said: () => ending.said,
    done: onClose,
  });
  if (end.dialog !== null) return end.dialog;
  return (
    <Confirm
      after="This cannot be undone; it can be set up anew."
      opened
      title={ending.title}
      verb={ending.verb}
      busy={end.busy}
      onConfirm={end.start}
      onClose={onClose}
    >
      {ending.words}
    </Confirm>
  );
}
