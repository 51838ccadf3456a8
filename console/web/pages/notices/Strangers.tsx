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

/** Answers under names that are not in the list of people: guests, or somebody who writes their name otherwise. */
export function Strangers({ notice }: { notice: NoticeDetail }) {
  const query = useInfiniteQuery(views.noticeStrangers(notice.id));
  const items = query.data?.pages.flatMap(page => page.items) ?? [];
  return (
    <Section
      title={`${plural(notice.counts.strangers, 'answer')} under another name`}
      note="Guests may stay here. Whoever is in the list of people is taken off the chase list once you say who it was."
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
    touches: ['notices'],
    done: () => setNaming(false),
  });
  const who = one.name || one.user || 'Somebody';
  return (
    <li className="line">
      <span className="line-words">
        <strong>{who}</strong> {one.answer === 'agreed' ? 'signed' : 'said no'}
        {one.device === null ? '' : ` at ${one.device}`}
        {one.name !== '' && one.user !== '' ? `, signed in as ${one.user}` : ''}
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
