import { Anchor, Button, Group, Modal, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type Neighbour,
  type NeighbourDecision,
  neighbour,
} from '../../../../shared/protocol/api/neighbours.ts';
import { change } from '../../api-client.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { titleOf } from './title.ts';

const choices: { value: NeighbourDecision; label: string; description: string }[] = [
  { value: 'ours', label: 'It is ours', description: 'A printer, a screen, a tablet of the school.' },
  { value: 'visitor', label: 'A visitor’s', description: 'Somebody’s own, and it may be here.' },
  {
    value: 'look',
    label: 'To be looked into',
    description: 'It stays in the list. Keeping it out is done at the switch or the wireless network.',
  },
  { value: 'open', label: 'Not decided', description: 'As it was before anybody said anything.' },
];

/** Its page in the register, filled with what is known of it. */
const enterAs = (one: Neighbour, note: string) =>
  `/assets/new?${new URLSearchParams({ neighbour: one.id, name: one.name ?? '', note })}`;

interface Wish {
  decision: NeighbourDecision;
  note: string;
  assetTag?: string;
}

export function DecideDialog({ one, onClose }: { one: Neighbour; onClose(): void }) {
  const [decision, setDecision] = useState<NeighbourDecision>(
    one.decision === 'open' ? 'ours' : one.decision,
  );
  const [note, setNote] = useState(one.note);
  const [assetTag, setAssetTag] = useState(one.asset?.tag ?? one.proposed?.tag ?? '');
  const before: Wish = {
    decision: one.decision,
    note: one.note,
    ...(one.asset !== null && { assetTag: one.asset.tag }),
  };
  const send = (wish: Wish) => change('POST', `/neighbours/${one.id}/decision`, wish, neighbour);
  const save = useChange({
    send,
    said: () => 'Decided.',
    undo: () => () => send(before),
    touches: ['devices', 'audit'],
    quiet: true,
    done: onClose,
  });
  const fields = fieldErrors(save.error);
  return (
    <Modal opened onClose={onClose} title={titleOf(one)} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          const tag = assetTag.trim();
          save.mutate({ decision, note, ...(decision === 'ours' && tag !== '' && { assetTag: tag }) });
        }}
      >
        <Stack gap="sm">
          <Radio.Group
            label="Whose is it?"
            value={decision}
            onChange={value => setDecision(value as NeighbourDecision)}
          >
            <Stack gap={8} mt={6}>
              {choices.map((choice, index) => (
                <Radio key={choice.value} {...choice} {...(index === 0 ? { 'data-autofocus': true } : {})} />
              ))}
            </Stack>
          </Radio.Group>
          {decision === 'ours' ? (
            <TextInput
              label="Asset tag, if it is in the register"
              description={
                <>
                  {one.proposed === null ? null : `${one.proposed.tag} is called so. `}
                  <Anchor component={Link} to={enterAs(one, note)} inherit underline="always">
                    It is not there yet: enter it
                  </Anchor>
                </>
              }
              value={assetTag}
              maxLength={60}
              error={fields.assetTag}
              errorProps={{ role: 'alert' }}
              onChange={event => setAssetTag(event.currentTarget.value)}
            />
          ) : null}
          <Textarea
            label="Note"
            description="What it is and where, so that nobody looks for it twice. No names of visitors."
            autosize
            minRows={2}
            maxLength={300}
            value={note}
            error={fields.note}
            onChange={event => setNote(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Decide
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
