import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import {
  type Medium,
  type MediumState,
  mediumDetail,
  mediumStateWords,
} from '../../../../shared/protocol/api/media.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { HolderField } from './HolderField.tsx';

const titles: Record<MediumState, string> = {
  issued: 'Issue',
  in_store: 'Put into the store',
  lost: 'Lost or stolen',
  retired: 'Retire',
};
const consequences: Record<MediumState, string> = {
  issued: 'It may be used at every computer of the school, as it may now.',
  in_store: 'It lies with the school and may be used at its computers.',
  lost: 'Every computer stops it: those that are connected now within a second, the others at their next contact. This can be undone when it is found.',
  retired: 'It is nobody’s business any more: computers treat it like any other stick. Its history stays.',
};
const verbs: Record<MediumState, string> = {
  issued: 'Issue it',
  in_store: 'Put it into the store',
  lost: 'Stop it everywhere',
  retired: 'Retire it',
};

interface Props {
  medium: Medium;
  to: MediumState;
  onClose(): void;
}

/** Says what it does before it is done; the message afterwards takes it back. */
export function MoveDialog({ medium, to, onClose }: Props) {
  const [holder, setHolder] = useState('');
  const [note, setNote] = useState('');
  const post = (from: Medium, state: MediumState, who: string, words: string) =>
    change(
      'POST',
      `/media/${medium.id}/state`,
      { revision: from.revision, to: state, holder: who, note: words },
      mediumDetail,
    );
  const save = useChange({
    send: () => post(medium, to, holder.trim(), note.trim()),
    said: () => `${medium.label}: ${mediumStateWords[to].toLowerCase()}.`,
    undo: result => () => post(result, medium.state, medium.holder ?? '', 'Taken back'),
    touches: ['media', 'audit'],
    done: onClose,
    silent: true,
  });
  const wrong = fieldErrors(save.error);
  return (
    <Modal opened onClose={onClose} title={`${titles[to]}: ${medium.label}`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{consequences[to]}</Text>
          {to === 'issued' ? <HolderField value={holder} onChange={setHolder} error={wrong.holder} /> : null}
          <Textarea
            label={to === 'lost' ? 'When and where it was last seen' : 'Note, if there is something to add'}
            value={note}
            onChange={event => setNote(event.currentTarget.value)}
            error={wrong.note}
            maxLength={300}
            autosize
            minRows={2}
            data-autofocus={to === 'issued' ? undefined : true}
          />
          {save.error === null || Object.keys(wrong).length > 0 ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color={to === 'lost' ? 'red.9' : undefined} loading={save.isPending}>
              {verbs[to]}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
