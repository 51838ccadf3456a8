import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type NoticeDetail,
  type NoticePerson,
  noticePeopleQuery,
  signatureWritten,
  signStates,
  signStateWords,
} from '../../../../shared/protocol/api/notices.ts';
import { personKindWords } from '../../../../shared/protocol/api/persons.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useFilters } from '../../filters.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { momentOfField } from '../../time.ts';
import { views } from '../../views.ts';
import { Letters } from './Letters.tsx';
import { dayText } from './NoticeFields.tsx';

const { state, search } = noticePeopleQuery.shape;

/** The chase list: who has signed, who said no, who has not yet. */
export function PeopleTab({ notice }: { notice: NoticeDetail }) {
  const [filters, setFilters] = useFilters({ state, search });
  const [writing, setWriting] = useState<NoticePerson | null>(null);
  const [taking, setTaking] = useState<NoticePerson | null>(null);
  const query = useInfiniteQuery(views.noticePeople(notice.id, filters));
  const mayEdit = useMay()('notices.edit');
  return (
    <>
      <search className="filter-bar">
        <FilterSearch
          label="Search people by name or class"
          placeholder="Name, class…"
          value={filters.search ?? ''}
          onChange={value => setFilters({ search: value })}
        />
        <FilterChip
          label="Standing"
          all="Everybody"
          choices={signStates.map(value => ({ value, label: signStateWords[value] }))}
          value={filters.state}
          onChange={value => setFilters({ state: value })}
        />
        <Export list={`/notices/${notice.id}/people`} filters={filters} what="the signatures" />
      </search>
      <Letters notice={notice} />
      <Loaded query={query} what="the people" skeleton={<RowsSkeleton rows={8} />}>
        {data => {
          const people = data.pages.flatMap(page => page.items);
          if (people.length === 0)
            return (
              <Empty title="Nobody fits this.">
                Who is to sign comes from the list of people; those who have left are not asked.
              </Empty>
            );
          return (
            <>
              <Table
                people={people}
                onSign={mayEdit ? setWriting : undefined}
                onTakeBack={mayEdit ? setTaking : undefined}
              />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {writing === null ? null : (
        <SignatureDialog notice={notice} person={writing} onClose={() => setWriting(null)} />
      )}
      {taking === null ? null : (
        <TakeBackDialog notice={notice} person={taking} onClose={() => setTaking(null)} />
      )}
    </>
  );
}

type Act = ((person: NoticePerson) => void) | undefined;

function Table({ people, onSign, onTakeBack }: { people: NoticePerson[]; onSign: Act; onTakeBack: Act }) {
  return (
    <table className="device-table list-table one-a-line">
      <caption className="hidden-words">Who has signed</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Class or department</th>
          <th scope="col">Standing</th>
          <th scope="col">How</th>
          <th scope="col">
            <span className="hidden-words">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map(person => (
          <tr key={person.id}>
            <td>
              <strong>{person.name}</strong>
            </td>
            <td data-label="Kind">{personKindWords[person.kind]}</td>
            <td data-label="Class or department">{person.group ?? '–'}</td>
            <td data-label="Standing">
              {signStateWords[person.state]}
              {person.at === null ? null : (
                <>
                  , <Ago at={person.at} />
                </>
              )}
            </td>
            <td data-label="How">{howOf(person)}</td>
            <td className="cell-action">
              {onSign === undefined || person.state === 'agreed' ? null : (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Write down a signature of ${person.name}`}
                  onClick={() => onSign(person)}
                >
                  Signed on paper …
                </Button>
              )}
              {onTakeBack === undefined || person.byHand === null ? null : (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Take back the answer of ${person.name}`}
                  onClick={() => onTakeBack(person)}
                >
                  Take back …
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function howOf({ how, where, byHand }: NoticePerson): string {
  if (how === null) return '–';
  if (how === 'device') {
    const place = where === null ? 'At a computer that is gone' : `At ${where}`;
    return byHand === null ? place : `${place}, under another name`;
  }
  return `${how === 'paper' ? 'On paper' : 'A parent or carer, on paper'}, written down by ${where ?? 'somebody'}`;
}

interface DialogProps {
  notice: NoticeDetail;
  person: NoticePerson;
  onClose(): void;
}

function TakeBackDialog({ notice, person, onClose }: DialogProps) {
  const save = useChange({
    send: () => tell('DELETE', `/notices/${notice.id}/answers/${person.byHand}`),
    said: () => `Taken back for ${person.name}.`,
    touches: ['notices'],
    done: onClose,
  });
  return (
    <Confirm
      opened
      title={`Take back the answer of ${person.name}`}
      verb="Take it back"
      busy={save.isPending}
      onConfirm={() => save.mutate(undefined)}
      onClose={onClose}
    >
      {person.how === 'device'
        ? `The answer stands under another name again, until somebody says who it was. ${person.name} is asked at other computers. This is undone by saying who it was once more.`
        : `The note of the paper goes; that it was there stays in the audit log. Without another answer ${person.name} is asked again. This is undone by noting the paper once more.`}
    </Confirm>
  );
}

function SignatureDialog({ notice, person, onClose }: DialogProps) {
  const [how, setHow] = useState(person.kind === 'pupil' ? 'parent' : 'paper');
  const [day, setDay] = useState(dayText(0));
  const { timeZone } = useSession().school;
  const save = useChange({
    send: () => {
      const signedAt = momentOfField(`${day}T12:00`, timeZone);
      const body = { personId: person.id, how, signedAt };
      return change('POST', `/notices/${notice.id}/signatures`, body, signatureWritten);
    },
    said: () => `${person.name} has signed.`,
    undo:
      ({ id }) =>
      () =>
        tell('DELETE', `/notices/${notice.id}/answers/${id}`),
    touches: ['notices'],
    silent: true,
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`${person.name} has signed on paper`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            label="Whose signature it is"
            data={[
              { value: 'paper', label: 'Their own' },
              { value: 'parent', label: 'A parent’s or carer’s' },
            ]}
            value={how}
            onChange={event => setHow(event.currentTarget.value)}
            data-autofocus
          />
          <TextInput
            type="date"
            label="Signed on"
            description="Keep the paper in the file: this is a note of it."
            max={dayText(0)}
            value={day}
            error={fieldErrors(save.error).signedAt}
            onChange={event => setDay(event.currentTarget.value)}
          />
          {save.error === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={day === ''}>
              Write it down
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
