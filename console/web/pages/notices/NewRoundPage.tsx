import { Anchor, Checkbox, Group, NativeSelect, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { noticeDetail, type Wording } from '../../../../shared/protocol/api/notices.ts';
import { personKinds, personKindWords } from '../../../../shared/protocol/api/persons.ts';
import { change } from '../../api-client.ts';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { momentOfField } from '../../time.ts';
import { views } from '../../views.ts';
import { DayField, dayText, GroupChoice, NoticeForm } from './NoticeFields.tsx';

/** The yearly round: everybody reads the school's rules and signs them, or does not. */
export function NewRoundPage() {
  const query = useQuery(views.wordings());
  return (
    <Page
      narrow
      title="Have the rules signed"
      lead="Usually at the start of the school year, and whenever the rules change. Everybody is asked anew."
    >
      <Loaded query={query} what="the rules" skeleton={<Skeleton height={300} />}>
        {({ items }) => (items.length === 0 ? <NoRules /> : <Form wordings={newestOf(items)} />)}
      </Loaded>
    </Page>
  );
}

const NoRules = () => (
  <Empty title="There are no rules yet.">
    <Anchor component={Link} to="/notices/rules" inherit>
      Write or paste the school’s rules for using computers
    </Anchor>{' '}
    first.
  </Empty>
);

/** Of each agreement. */
const newestOf = (all: Wording[]) =>
  all.filter((one, at) => all.findIndex(({ name }) => name === one.name) === at);

function Form({ wordings }: { wordings: Wording[] }) {
  const navigate = useNavigate();
  const { timeZone } = useSession().school;
  const [draft, write, forget] = useDraft('round', {
    ...{ wordingId: wordings[0]?.id ?? '', people: ['staff'], groupIds: [] as string[], gate: false },
    ...{ dueOn: dayText(28), until: dayText(300) },
  });
  const at = (day: string) => (day === '' ? null : momentOfField(`${day}T23:59`, timeZone));
  const save = useChange({
    send: () => {
      const { dueOn, until, ...rest } = draft;
      const body = { ...rest, kind: 'agreement', dueAt: at(dueOn), until: at(until) };
      return change('POST', '/notices', body, noticeDetail);
    },
    said: ({ counts }) => `${counts.people?.all ?? 0} are asked to sign.`,
    touches: ['notices'],
    silent: true,
    done: ({ id }) => {
      forget();
      navigate(`/notices/${id}`);
    },
  });
  const problems = fieldErrors(save.error);
  return (
    <NoticeForm
      {...{ verb: 'Ask for signatures', error: save.error, busy: save.isPending, back: '/notices' }}
      onSend={() => save.mutate(undefined)}
      onLeave={forget}
    >
      <NativeSelect
        label="Which rules"
        data={wordings.map(({ id, name, number }) => ({ value: id, label: `${name}, wording ${number}` }))}
        value={draft.wordingId}
        onChange={event => write({ wordingId: event.currentTarget.value })}
      />
      <Checkbox.Group
        label="Who is to sign"
        description="They make the chase list. For pupils a parent or carer may sign on paper: you write that down there."
        error={problems.people}
        value={draft.people}
        onChange={people => write({ people })}
      >
        <Group gap="md" mt="xs">
          {personKinds.map(kind => (
            <Checkbox key={kind} value={kind} label={personKindWords[kind]} />
          ))}
        </Group>
      </Checkbox.Group>
      <GroupChoice chosen={draft.groupIds} onChange={groupIds => write({ groupIds })} />
      <DayField
        label="To be signed by"
        description="Whoever has not answered is reminded a week and a day before. Empty: no such day."
        optional
        value={draft.dueOn}
        error={problems.dueAt}
        onChange={dueOn => write({ dueOn })}
      />
      <DayField
        label="Asked until the end of"
        description="Whoever comes later in the year is asked too, and so are guests."
        value={draft.until}
        error={problems.until}
        onChange={until => write({ until })}
      />
      <Checkbox
        label="Whoever has not signed cannot ask to use a memory stick or a program"
        description="A no is respected: nobody is asked again, and this is all that follows. Where several people share a sign-in name, the first yes at a computer lets all of them ask there."
        checked={draft.gate}
        onChange={event => write({ gate: event.currentTarget.checked })}
      />
    </NoticeForm>
  );
}
