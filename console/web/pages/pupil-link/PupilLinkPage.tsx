import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type PupilLinkView, pupilLinkView } from '../../../../shared/protocol/api/pupil-link.ts';
import { change, tell } from '../../api-client.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { sayLongDate } from '../../time.ts';
import { views } from '../../views.ts';

/** One link in the menu of pupils' computers: the safeguarding lead's to choose. */
export function PupilLinkPage() {
  const query = useQuery(views.pupilLink());
  return (
    <Page
      narrow
      title="Link for pupils"
      lead="One link in Caretaker’s menu at computers whose windows speak to pupils, such as the button for telling CEOP. It stands there quietly, and opens in the computer’s own browser. Nobody is told who opened it."
    >
      <Loaded query={query} what="the link" skeleton={<RowsSkeleton rows={3} />}>
        {view => <Form key={JSON.stringify(view)} view={view} />}
      </Loaded>
    </Page>
  );
}

const suggested = { words: 'Tell CEOP', url: 'https://www.ceop.police.uk/Safety-Centre/' };

function Form({ view }: { view: PupilLinkView }) {
  const { timeZone } = useSession().school;
  const before = view.link ?? { words: '', url: '' };
  const [now, setNow] = useState(before);
  const put = (link: PupilLinkView['link']) => change('PUT', '/pupil-link', { link }, pupilLinkView);
  const save = useChange({
    send: (link: PupilLinkView['link']) => put(link),
    said: ({ link }) =>
      link === null
        ? 'The link is taken away. Computers hear of it with their policy.'
        : 'The link is saved. Computers get it with their policy.',
    undo: () => () => tell('PUT', '/pupil-link', { link: view.link }),
    touches: ['pupil-link', 'policies', 'audit'],
    quiet: true,
  });
  const errors = fieldErrors(save.error);
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(now);
      }}
    >
      <Stack gap="sm" maw={560}>
        <TextInput
          label="What pupils read"
          description="A few plain words that say where it leads."
          placeholder={suggested.words}
          value={now.words}
          maxLength={60}
          onChange={event => setNow({ ...now, words: event.currentTarget.value })}
          error={errors['link.words']}
        />
        <TextInput
          label="Address"
          description="It begins with https://. See that the school’s filter lets it through."
          placeholder={suggested.url}
          value={now.url}
          maxLength={300}
          onChange={event => setNow({ ...now, url: event.currentTarget.value })}
          error={errors['link.url']}
        />
        <Group gap="sm">
          <Button
            type="submit"
            loading={save.isPending}
            disabled={now.words === before.words && now.url === before.url}
          >
            Save
          </Button>
          {view.link === null ? (
            <Button variant="default" onClick={() => setNow(suggested)}>
              Fill in CEOP’s
            </Button>
          ) : (
            <Button variant="default" loading={save.isPending} onClick={() => save.mutate(null)}>
              Take it away
            </Button>
          )}
        </Group>
        {view.updatedAt === null ? null : (
          <p className="tab-lead">
            Last changed by {view.updatedBy} on {sayLongDate(view.updatedAt, timeZone)}.
          </p>
        )}
      </Stack>
    </form>
  );
}
