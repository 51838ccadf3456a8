import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { NoticeDetail, NoticeStranger } from '../../../../shared/protocol/api/notices.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { PersonPicker } from '../loans/PersonPicker.tsx';

/** Answers under sign-in names that are nobody's in the list of people: guests, classes, other ways to write a name. */
export function Strangers({ notice }: { notice: NoticeDetail }) {
  const query = useInfiniteQuery(views.noticeStrangers(notice.id));
  const items = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Section
      title={`${plural(notice.counts.strangers, 'answer')} under another name`}
      note="The sign-in name is not the first part of anybody’s e-mail address, so it waits until you say who it was; a name can be written by anybody. Guests may stay here. A sign-in name that several people share is asked again at each computer, and at one computer its first answer stands for all of them."
    >
      <ul className="plain-list">
        {items.map(one => (
          <Stranger key={one.id} notice={notice} one={one} />
        ))}
      </ul>
    </Section>
  );
}

function Stranger({ notice, one }: { notice: NoticeDetail; one: NoticeStranger }) {
  const [naming, setNaming] = useState(false);
  const mayEdit = useMay()('notices.edit');
  const save = useChange({
    send: (personId: string) =>
      tell('POST', `/notices/${notice.id}/strangers/${one.id}/person`, { personId }),
    said: () => 'Their answer counts.',
    undo: () => () => tell('DELETE', `/notices/${notice.id}/answers/${one.id}`),
    touches: ['notices'],
    done: () => setNaming(false),
  });
  const who = one.name || one.user || 'Somebody';
  const { namesake } = one;
  return (
    <li className="line">
      <span className="line-words">
        <strong>{who}</strong> {one.answer === 'agreed' ? 'signed' : 'said no'}
        {one.device === null ? '' : ` at ${one.device}`}
        {one.name !== '' && one.user !== '' ? `, signed in as ${one.user}` : ''}
        {namesake === null ? '' : '. Somebody in the list of people is called so'}
        {naming ? (
          <PersonPicker
            label={`Who ${who} is`}
            person={null}
            onChoose={person => {
              if (person !== null) save.mutate(person.id);
            }}
          />
        ) : null}
      </span>
      <span className="line-age">
        <Ago at={one.at} />
      </span>
      {mayEdit && !naming && namesake !== null ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`It was the ${who} of the list`}
          loading={save.isPending}
          onClick={() => save.mutate(namesake)}
        >
          It was them
        </Button>
      ) : null}
      {mayEdit && !naming ? (
        <Button
          size="compact-sm"
          variant="default"
          aria-label={`Say who ${who} is`}
          onClick={() => setNaming(true)}
        >
          Say who it is …
        </Button>
      ) : null}
    </li>
  );
}
