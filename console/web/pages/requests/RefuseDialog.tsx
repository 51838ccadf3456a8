import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { RequestView } from '../../../../shared/protocol/api/requests.ts';
import { plural } from '../../time.ts';
import type { Inbox } from './use-inbox.ts';

const usual = [
  'Please use the shared drive instead.',
  'Please bring the stick to the office first.',
  'The school has another program for this; ask me which.',
];

interface Props {
  requests: RequestView[];
  inbox: Inbox;
  onClose(): void;
}

/** A sentence for whoever asked, written or one of the usual ones. */
export function RefuseDialog({ requests, inbox, onClose }: Props) {
  const [reason, setReason] = useState('');
  const [only] = requests;
  const title =
    requests.length === 1 && only !== undefined
      ? `Refuse: ${only.title}, ${only.person || 'somebody'}`
      : `Refuse ${plural(requests.length, 'request')}`;
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (reason.trim() === '') return;
          inbox.refuse(
            requests.map(one => one.id),
            reason.trim(),
          );
          onClose();
        }}
      >
        <Stack gap="sm">
          <Textarea
            label="Why, for whoever asked"
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            autosize
            minRows={2}
            maxLength={300}
            data-autofocus
          />
          <Group gap="xs">
            {usual.map(words => (
              <Button key={words} size="compact-sm" variant="default" onClick={() => setReason(words)}>
                {words}
              </Button>
            ))}
          </Group>
          <Text size="sm" c="dimmed">
            It can be taken back for a short while.
          </Text>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" color="red.9" disabled={reason.trim() === ''}>
              Refuse {requests.length === 1 ? 'it' : 'them'}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
