import { Autocomplete, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addMonths } from '../../../../shared/assets/dates.ts';
import { type Undertaking, undertaking } from '../../../../shared/protocol/api/undertakings.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';

export const touches = ['promises', 'audit'];
export const withdraw = (id: string) =>
  tell('POST', `/promises/undertakings/${encodeURIComponent(id)}/withdrawal`);

interface Props {
  promise: string;
  /** Who counts so far. */
  now: Undertaking | undefined;
  whoMay: string[];
  onClose(): void;
}

export function SeesToItDialog({ promise, now, whoMay, onClose }: Props) {
  const { school } = useSession();
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: school.timeZone, dateStyle: 'short' }).format();
  const [fields, setFields] = useState({ who: now?.who ?? '', by: '', what: now?.what ?? '' });
  const save = useChange({
    send: () => change('POST', `/promises/${encodeURIComponent(promise)}/undertakings`, fields, undertaking),
    said: () => 'Written down, with your name.',
    undo:
      ({ id }) =>
      () =>
        withdraw(id),
    touches,
    silent: true,
    done: onClose,
  });
  const wrong = fieldErrors(save.error);
  const set = (part: Partial<typeof fields>) => setFields({ ...fields, ...part });
  return (
    <Modal opened onClose={onClose} title="Who sees to it" centered size="lg">
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <div className="two-fields">
            <Autocomplete
              label="Who"
              description="A name or a role"
              data={whoMay}
              value={fields.who}
              error={wrong.who}
              maxLength={120}
              data-autofocus
              onChange={who => set({ who })}
            />
            <TextInput
              type="date"
              label="By when"
              description="A year ahead at most"
              min={today}
              max={addMonths(today, 12)}
              value={fields.by}
              error={wrong.by}
              onChange={event => set({ by: event.currentTarget.value })}
            />
          </div>
          <TextInput
            label="What will be done"
            description="One sentence, if you like. It stands on the page of promises: name no pupil."
            value={fields.what}
            error={wrong.what}
            maxLength={200}
            onChange={event => set({ what: event.currentTarget.value })}
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
            <Button type="submit" loading={save.isPending}>
              Write it down
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
