import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { SubjectList } from '../../../../shared/protocol/api/personal-data.ts';
import { personKindWords } from '../../../../shared/protocol/api/persons.ts';
import { get, takeFile } from '../../api-client.ts';
import { Section } from '../../components/Page.tsx';
import { hand } from '../../download.ts';
import { fieldErrors, useChange } from '../../saving.ts';

type Subject = SubjectList['items'][number];

const find = async (search: string) => {
  const { subjectList } = await import('../../../../shared/protocol/api/personal-data.ts');
  return get('/personal-data/people', subjectList, { query: { search } });
};

/** Somebody asks what is kept about them: it is found by their name and taken as a file. */
export function OnePerson() {
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<Subject[] | null>(null);
  const [also, setAlso] = useState('');
  const seek = useChange({ send: find, touches: [], done: ({ items }) => setFound(items) });
  const take = useChange({
    send: ({ id }: Subject) => takeFile(`/personal-data/people/${id}/export`, { also: also.trim() }),
    said: ({ name }) => `It is in ${name}. Read its first lines before you give it away.`,
    touches: ['audit', 'incidents'],
    done: ({ name, content }) => hand(name, content),
    quiet: true,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (search.trim() !== '') seek.mutate(search.trim());
  };
  return (
    <Section title="When somebody asks what is kept about them">
      <p className="personal-text">
        Find them and take the file: a line for each thing that names them, with why it is kept and for how
        long. It names other people too, so go through it before you give it away. That you took it is written
        down.
      </p>
      <form className="personal-search" onSubmit={submit}>
        <TextInput
          label="Their name or e-mail address"
          value={search}
          maxLength={100}
          onChange={event => setSearch(event.currentTarget.value)}
        />
        <Button type="submit" variant="default" loading={seek.isPending} disabled={search.trim() === ''}>
          Find
        </Button>
      </form>
      {found === null ? null : found.length === 0 ? (
        <p className="personal-text" role="status">
          Nobody on the school’s list is called so. Who has never been on it is named at most in what others
          wrote: search the audit log and the incidents.
        </p>
      ) : (
        <>
          <TextInput
            className="personal-also"
            label="The name they sign in with at computers, if you know it"
            description="What they asked for there is kept under that name."
            value={also}
            maxLength={100}
            error={fieldErrors(take.error).also}
            onChange={event => setAlso(event.currentTarget.value)}
          />
          <ul className="plain-list" aria-label="People found">
            {found.map(one => (
              <li key={one.id} className="personal-look">
                <span>
                  <strong>{one.name}</strong>, {inWords(one)}
                </span>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Take the file of ${one.name}`}
                  loading={take.isPending && take.variables?.id === one.id}
                  onClick={() => take.mutate(one)}
                >
                  Take the file
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  );
}

const inWords = ({ kind, group, email }: Subject) =>
  [personKindWords[kind].toLowerCase(), group, email].filter(part => part !== null).join(', ');
