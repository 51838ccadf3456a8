import { Button, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  type IncidentCategory,
  type IncidentDetail,
  incidentCategories,
  incidentCategoryWords,
  incidentDetail,
} from '../../../../shared/protocol/api/incidents.ts';
import { change, reasonOf } from '../../api-client.ts';
import { consoleNow } from '../../clock.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { fieldMoment, momentOfField, sayMoment } from '../../time.ts';
import { AboutField } from './AboutField.tsx';

export type Doing = 'close' | 'reopen' | 'clock' | 'correct';

const titles: Record<Doing, string> = {
  close: 'Close',
  reopen: 'Open again',
  clock: 'The password was changed',
  correct: 'Correct',
};
const verbs: Record<Doing, string> = {
  close: 'Close it',
  reopen: 'Open it again',
  clock: 'Stop the clock',
  correct: 'Save',
};

interface Props {
  incident: IncidentDetail;
  doing: Doing;
  onClose(): void;
}

/** One change of an incident. What was written before stays readable. */
export function ChangeDialog({ incident, doing, onClose }: Props) {
  const { timeZone } = useSession().school;
  const [words, setWords] = useState('');
  const [title, setTitle] = useState(incident.title);
  const [category, setCategory] = useState(incident.category);
  const [about, setAbout] = useState(incident.about.map(({ id }) => id));
  const [at, setAt] = useState(() => firstMoment(incident, doing, timeZone));
  const path = `/incidents/${incident.id}`;
  const { revision } = incident;
  const moment = () => momentOfField(at, timeZone);
  const send = () => {
    if (doing === 'close')
      return change('POST', `${path}/close`, { revision, outcome: words }, incidentDetail);
    if (doing === 'reopen')
      return change('POST', `${path}/reopen`, { revision, reason: words }, incidentDetail);
    if (doing === 'clock')
      return change('POST', `${path}/clock`, { revision, doneAt: moment() }, incidentDetail);
    // The field holds minutes: one that was not touched is not sent.
    const moved = at === firstMoment(incident, doing, timeZone) ? undefined : moment();
    return change('PATCH', path, { revision, category, title, noticedAt: moved, about }, incidentDetail);
  };
  const save = useChange({
    send,
    said: () => (doing === 'close' ? `Incident ${incident.number} is closed.` : 'Written down.'),
    undo: result =>
      doing === 'close'
        ? () =>
            change(
              'POST',
              `${path}/reopen`,
              { revision: result.revision, reason: 'The closing was taken back' },
              incidentDetail,
            )
        : undefined,
    touches: ['incidents', 'overview', 'audit'],
    done: onClose,
    silent: true,
  });
  const wrong = fieldErrors(save.error);
  return (
    <Modal opened onClose={onClose} title={`${titles[doing]}: incident ${incident.number}`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          {doing === 'close' ? <Closing incident={incident} /> : null}
          {doing === 'close' || doing === 'reopen' ? (
            <Textarea
              label={
                doing === 'close' ? 'How it ended, and what was learned' : 'Why, if there is something to add'
              }
              value={words}
              error={wrong.outcome ?? wrong.reason}
              maxLength={doing === 'close' ? 1000 : 300}
              autosize
              minRows={3}
              onChange={event => setWords(event.currentTarget.value)}
              data-autofocus
            />
          ) : null}
          {doing === 'correct' ? (
            <>
              <NativeSelect
                label="What it is"
                data={incidentCategories.map(value => ({ value, label: incidentCategoryWords[value] }))}
                value={category}
                onChange={event => setCategory(event.currentTarget.value as IncidentCategory)}
              />
              <TextInput
                label="What happened, in one sentence"
                value={title}
                error={wrong.title}
                maxLength={160}
                onChange={event => setTitle(event.currentTarget.value)}
              />
            </>
          ) : null}
          {doing === 'clock' && incident.passwordSetAt !== null ? (
            <Text size="sm">
              {incident.device?.name} last saw a password set there on{' '}
              {sayMoment(incident.passwordSetAt, timeZone)}. Whose it was is not collected.
            </Text>
          ) : null}
          {doing === 'clock' || doing === 'correct' ? (
            <TextInput
              type="datetime-local"
              label={doing === 'clock' ? 'When it was changed' : 'When it was noticed'}
              value={at}
              error={wrong.doneAt ?? wrong.noticedAt}
              onChange={event => setAt(event.currentTarget.value)}
            />
          ) : null}
          {doing === 'correct' ? <AboutField value={about} onChange={setAbout} error={wrong.about} /> : null}
          {save.error === null || Object.keys(wrong).length > 0 ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              {verbs[doing]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** A password that the device saw set after the report is most likely the one. */
function firstMoment({ passwordSetAt, noticedAt }: IncidentDetail, doing: Doing, timeZone: string): string {
  if (doing !== 'clock') return fieldMoment(noticedAt, timeZone);
  const seen = passwordSetAt !== null && passwordSetAt > noticedAt ? passwordSetAt : consoleNow();
  return fieldMoment(seen, timeZone);
}

function Closing({ incident: { clock } }: { incident: IncidentDetail }) {
  const runs = clock !== null && clock.doneAt === null;
  return (
    <Text size="sm">
      It leaves the list of what is open; everything that was written stays. It can be opened again.
      {runs ? ' The password counts as not changed: if it was, say so first.' : ''}
    </Text>
  );
}
