import { Autocomplete, Button, Group, Modal, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { addMonths } from '../../../../shared/assets/dates.ts';
import { recordLook } from '../../../../shared/protocol/api/record-looks.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession, useToday } from '../../session.tsx';

export const touches = ['promises', 'audit'];
export const withdrawLook = (id: string) =>
  tell('POST', `/promises/looks/${encodeURIComponent(id)}/withdrawal`);

interface Props {
  promise: string;
  sentence: string;
  whoMay: string[];
  onClose(): void;
}

export function RecordLookDialog({ promise, sentence, whoMay, onClose }: Props) {
  const { person } = useSession();
  const today = useToday();
  const [fields, setFields] = useState({
    ...{ by: person.name, on: today, next: addMonths(today, 12), saw: '' },
    // Nobody's word is given for them.
    so: null as 'so' | 'not' | null,
  });
  const save = useChange({
    send: () => {
      const { so, ...rest } = fields;
      const body = { ...rest, ...(so !== null && { so: so === 'so' }) };
      return change('POST', `/promises/${encodeURIComponent(promise)}/looks`, body, recordLook);
    },
    said: () => 'Written down, with your name.',
    undo:
      ({ id }) =>
      () =>
        withdrawLook(id),
    touches,
    silent: true,
    done: onClose,
  });
  const wrong = fieldErrors(save.error);
  const set = (part: Partial<typeof fields>) => setFields({ ...fields, ...part });
  return (
    <Modal opened onClose={onClose} title="Somebody looked whether it is so" centered size="lg">
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <p className="quiet">“{sentence}”</p>
          <Radio.Group
            label="What was found"
            value={fields.so}
            error={wrong.so}
            onChange={so => set({ so: so === 'so' ? 'so' : 'not' })}
          >
            <Group gap="lg" mt="xs">
              <Radio value="so" label="It is so" data-autofocus />
              <Radio value="not" label="It is not so" />
            </Group>
          </Radio.Group>
          <Textarea
            label="What was seen, and where it lies"
            description="Say it so that others can find it too. It stands on the page of promises: name no pupil."
            autosize
            minRows={2}
            maxLength={300}
            value={fields.saw}
            error={wrong.saw}
            onChange={event => set({ saw: event.currentTarget.value })}
          />
          <div className="two-fields">
            <Autocomplete
              label="Who looked"
              description="A name or a role"
              data={whoMay}
              value={fields.by}
              error={wrong.by}
              maxLength={120}
              onChange={by => set({ by })}
            />
            <TextInput
              type="date"
              label="Looked on"
              description="A year ago at most"
              min={addMonths(today, -12)}
              max={today}
              value={fields.on}
              error={wrong.on}
              onChange={event => {
                const on = event.currentTarget.value;
                set({ on, ...(on !== '' && { next: addMonths(on, 12) }) });
              }}
            />
            <TextInput
              type="date"
              label="Look again by"
              description="A year later at most"
              value={fields.next}
              error={wrong.next}
              onChange={event => set({ next: event.currentTarget.value })}
            />
          </div>
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
