import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Account, type SignInLink, signInLink } from '../../../../shared/protocol/api/accounts.ts';
import { change } from '../../api-client.ts';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { LinkDialog } from './LinkDialog.tsx';
import { PeopleTable } from './PeopleTable.tsx';
import { PersonDialog } from './PersonDialog.tsx';

interface GivenLink {
  person: Account;
  link: SignInLink;
}

/** Who may sign in, as what, and how they get in the first time. */
export function PeoplePage() {
  const query = useInfiniteQuery(views.people());
  const [editing, setEditing] = useState<Account | 'new' | null>(null);
  const [given, setGiven] = useState<GivenLink | null>(null);
  const invite = useChange({
    // Somebody new: nobody else has to agree to their first link.
    send: (person: Account) => change('POST', `/people/${person.id}/sign-in-link`, {}, signInLink),
    touches: ['audit', 'people'],
    done: (link, person) => setGiven({ link, person }),
  });
  return (
    <Page
      title="People"
      lead="Who may sign in to this console, and how. Each is invited by a link that works once. Pupils never have an account here."
      actions={
        <Group gap="xs">
          <Button component={Link} to="/directories" variant="default">
            Microsoft or Google
          </Button>
          <Button component={Link} to="/people/everybody" variant="default">
            Everybody
          </Button>
          <Export list="/people" what="the people" />
          <Button onClick={() => setEditing('new')}>Invite somebody</Button>
        </Group>
      }
    >
      <Loaded query={query} what="the people" skeleton={<RowsSkeleton rows={4} height={40} />}>
        {data => {
          const people = data.pages.flatMap(page => page.items);
          if (people.length === 0) return <Empty title="Nobody yet.">Invite the first person above.</Empty>;
          return (
            <>
              <PeopleTable
                people={people}
                onEdit={setEditing}
                onInvited={(person, link) => setGiven({ person, link })}
              />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {editing === null ? null : (
        <PersonDialog
          person={editing === 'new' ? null : editing}
          onAdded={person => invite.mutate(person)}
          onClose={() => setEditing(null)}
        />
      )}
      {given === null ? null : <LinkDialog {...given} onClose={() => setGiven(null)} />}
    </Page>
  );
}
