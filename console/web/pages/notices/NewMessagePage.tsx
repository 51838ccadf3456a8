import { NativeSelect, TextInput } from '@mantine/core';
import { useNavigate } from 'react-router';
import { longestMessage, noticeDetail } from '../../../../shared/protocol/api/notices.ts';
import { change } from '../../api-client.ts';
import { Page } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { momentOfField } from '../../time.ts';
import { DayField, dayText, GroupChoice, NoticeForm, TextFields } from './NoticeFields.tsx';

/** A message to whoever sits at the computers of some groups. */
export function NewMessagePage() {
  const navigate = useNavigate();
  const { timeZone } = useSession().school;
  const [draft, write, forget] = useDraft('notice', {
    ...{ title: '', adult: '', plain: '', symbols: '', from: '', until: dayText(14) },
    ...{ answer: 'read', groupIds: [] as string[] },
  });
  const save = useChange({
    send: () => {
      const until = momentOfField(`${draft.until}T23:59`, timeZone);
      return change('POST', '/notices', { ...draft, kind: 'message', until }, noticeDetail);
    },
    said: ({ counts }) =>
      counts.devices.all === 0 ? 'Sent. There is no computer in these groups yet.' : 'Sent.',
    touches: ['notices'],
    silent: true,
    done: ({ id }) => {
      forget();
      navigate(`/notices/${id}`);
    },
  });
  const problems = fieldErrors(save.error);
  return (
    <Page
      narrow
      title="Write a message"
      lead="It stands in a small window until it has been read, or until its last day."
    >
      <NoticeForm
        {...{ verb: 'Send it', error: save.error, busy: save.isPending, back: '/notices' }}
        onSend={() => save.mutate(undefined)}
        onLeave={forget}
      >
        <TextInput
          label="Title"
          maxLength={100}
          value={draft.title}
          error={problems.title}
          onChange={event => write({ title: event.currentTarget.value })}
        />
        <TextFields value={draft} most={longestMessage} problems={problems} rows={5} onChange={write} />
        <TextInput
          label="From"
          description="As people there read it. Empty: the name of the school."
          maxLength={100}
          value={draft.from}
          onChange={event => write({ from: event.currentTarget.value })}
        />
        <GroupChoice chosen={draft.groupIds} onChange={groupIds => write({ groupIds })} />
        <NativeSelect
          label="What they do with it"
          maw="24rem"
          data={[
            { value: 'read', label: 'Press “I have read this”, once each' },
            { value: 'none', label: 'Close it: nobody is asked, nothing comes back' },
          ]}
          value={draft.answer}
          onChange={event => write({ answer: event.currentTarget.value })}
        />
        <DayField
          label="Until the end of"
          description="It is shown no more from then on."
          value={draft.until}
          error={problems.until}
          onChange={until => write({ until })}
        />
      </NoticeForm>
    </Page>
  );
}
