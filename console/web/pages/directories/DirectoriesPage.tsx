import { Anchor, Button, Code, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { sayRole } from '../../../../shared/protocol/api/common.ts';
import {
  type Directory,
  directoryAnswers,
  directoryKindWords,
} from '../../../../shared/protocol/api/directories.ts';
import { change, tell } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { ChangeForm } from './ChangeForm.tsx';
import { NewForm } from './NewForm.tsx';
import './directories.css';

/** By which directories of the school people sign in. */
export function DirectoriesPage() {
  const query = useQuery(views.directories());
  return (
    <Page
      narrow
      title="Sign-in with Microsoft or Google"
      lead={
        <>
          People sign in with the account that the school gave them already. Passwords and passkeys go on
          working, also while the directory does not answer. The directory says who somebody is; what they may
          do is said on the page{' '}
          <Anchor component={Link} to="/people" inherit underline="always">
            People
          </Anchor>{' '}
          and by the groups that you list here.
        </>
      }
    >
      <Section title="Set up" note={<Export list="/directories" what="the directories" small />}>
        <Loaded query={query} what="the directories" skeleton={<RowsSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No directory yet.">Everybody signs in with a password or a passkey.</Empty>
            ) : (
              <ul className="plain-list">
                {items.map(one => (
                  <One key={one.id} one={one} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
      <NewForm />
    </Page>
  );
}

function One({ one }: { one: Directory }) {
  const [doing, setDoing] = useState<'change' | 'remove' | null>(null);
  const check = useChange({
    send: () => change('POST', `/directories/${one.id}/check`, {}, directoryAnswers),
    said: () => `${one.label} answers. Whether its client and secret are right shows when somebody signs in.`,
    touches: [],
  });
  const remove = useChange({
    send: () => tell('DELETE', `/directories/${one.id}`),
    said: () => `“${one.label}” is removed.`,
    touches: ['directories', 'audit'],
    done: () => setDoing(null),
  });
  return (
    <li className="line directory-line">
      <span className="line-words">
        <strong>{one.label}</strong> {directoryKindWords[one.kind]}, {one.tenant}
        <span className="order-detail">
          {one.connected === 1 ? '1 account is' : `${one.connected} accounts are`} connected
        </span>
        <span className="order-detail">
          Sends people back to <Code className="long-word">{one.returnUrl}</Code>
        </span>
        <span className="order-detail">
          {one.groups.length === 0
            ? 'No group has a role: only people who were invited come in.'
            : `Roles by “${one.groupsClaim}”, the first that fits: ${one.groups.map(each => `${each.group} is ${sayRole(each.role)}`).join(', ')}`}
        </span>
        {one.approvalId === null ? null : (
          <Anchor component={Link} to={`/approvals/${one.approvalId}`} underline="always">
            Another role for its groups waits for a yes
          </Anchor>
        )}
        <Group gap="xs" mt={6}>
          <Button
            size="compact-sm"
            variant="default"
            loading={check.isPending}
            onClick={() => check.mutate(undefined)}
          >
            Check that it answers
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            aria-expanded={doing === 'change'}
            onClick={() => setDoing(doing === 'change' ? null : 'change')}
          >
            Change
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setDoing('remove')}>
            Remove …
          </Button>
        </Group>
        {doing === 'change' ? <ChangeForm one={one} onDone={() => setDoing(null)} /> : null}
      </span>
      <Confirm
        opened={doing === 'remove'}
        title={`Remove “${one.label}”`}
        verb="Remove it"
        busy={remove.isPending}
        onConfirm={() => remove.mutate(undefined)}
        onClose={() => setDoing(null)}
      >
        Whoever came in by it is signed out. Their accounts stay; those who have neither password nor passkey
        need a sign-in link from the page People. This cannot be undone: set up again, it knows nobody.
      </Confirm>
    </li>
  );
}
