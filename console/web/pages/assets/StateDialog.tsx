import { Button, Group, Modal, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { needsOf, type StateNeed } from '../../../../shared/assets/states.ts';
import type { Asset } from '../../../../shared/protocol/api/assets.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useStateSayer, useStateWords } from '../../state-words.ts';

const labels: Record<Exclude<StateNeed, 'note'>, string> = {
  location: 'Location',
  holder: 'Holder',
  owner: 'Owner',
};

/** Only the states that can follow are offered, with what each asks for. */
export function StateDialog({ asset, onClose }: { asset: Asset; onClose(): void }) {
  const [to, setTo] = useState(asset.nextStates[0] ?? asset.state);
  const [given, setGiven] = useState({
    note: '',
    location: asset.values.location ?? '',
    holder: asset.values.holder ?? '',
    owner: asset.values.owner ?? '',
  });
  const stateWords = useStateWords();
  const say = useStateSayer();
  const needs = needsOf(to);
  const note = needs.find(({ need }) => need === 'note');
  const others = needs.flatMap(({ need, words }) => (need === 'note' ? [] : [{ need, words }]));
  const save = useChange({
    send: () =>
      tell('POST', `/assets/${asset.id}/state`, {
        revision: asset.revision,
        to,
        ...(given.note.trim() !== '' && { note: given.note.trim() }),
        ...Object.fromEntries(others.map(({ need }) => [need, given[need].trim()])),
      }),
    said: () => `${asset.tag} is now “${say(to)}”.`,
    touches: ['asset', 'assets'],
    silent: true,
    done: onClose,
  });
  const wrong = fieldErrors(save.error);
  return (
    <Modal opened onClose={onClose} title={`Change the state of ${asset.tag}`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            label="New state"
            description={`Now “${say(asset.state)}”`}
            data={asset.nextStates.map(value => ({ value, label: stateWords[value] }))}
            value={to}
            onChange={event => setTo(event.currentTarget.value as typeof to)}
            data-autofocus
          />
          {others.map(({ need, words }) => (
            <TextInput
              key={need}
              label={labels[need]}
              description={words}
              maxLength={100}
              value={given[need]}
              error={wrong[need]}
              onChange={event => setGiven({ ...given, [need]: event.currentTarget.value })}
            />
          ))}
          <Textarea
            label={note === undefined ? 'Note, if there is something to add' : 'Note'}
            description={note?.words}
            maxLength={1000}
            autosize
            minRows={2}
            value={given.note}
            error={wrong.note}
            onChange={event => setGiven({ ...given, note: event.currentTarget.value })}
          />
          {save.error === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <After>
            {`Another step can be taken afterwards, except from “${say('returned_to_owner')}”, which is final. Every step stays in its history.`}
          </After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Change the state
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
