import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { type Licence, licenceKey } from '../../../../shared/protocol/api/licences.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Copy } from '../../components/Copy.tsx';
import { fieldErrors, useChange } from '../../saving.ts';

/** Asks for the reason, then shows the key until the dialog is closed. */
export function KeyDialog({ licence, onClose }: { licence: Licence; onClose(): void }) {
  const [reason, setReason] = useState('');
  const [key, setKey] = useState<string>();
  const see = useChange({
    send: () => change('POST', `/licences/${licence.id}/key`, { reason: reason.trim() }, licenceKey),
    touches: ['audit'],
    done: answer => setKey(answer.key),
  });
  return (
    <Modal opened onClose={onClose} title={`Key of ${licence.title}`} centered size="lg">
      {key === undefined ? (
        <form
          noValidate
          onSubmit={event => {
            event.preventDefault();
            see.mutate(undefined);
          }}
        >
          <Stack gap="sm">
            <p>
              Each look is in the log of changes with your name and your reason, and you show that it is you.
            </p>
            <TextInput
              label="What you need it for"
              maxLength={300}
              value={reason}
              error={fieldErrors(see.error).reason}
              onChange={event => setReason(event.currentTarget.value)}
              data-autofocus
            />
            <After>What was seen cannot be undone: the audit log keeps who saw it.</After>
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={see.isPending} disabled={reason.trim() === ''}>
                See the key
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Shown value={key} onClose={onClose} />
      )}
    </Modal>
  );
}

function Shown({ value, onClose }: { value: string; onClose(): void }) {
  const text = useRef<HTMLParagraphElement>(null);
  useEffect(() => text.current?.focus(), []);
  return (
    <Stack gap="sm">
      <p className="code-text kept-lines" data-code tabIndex={-1} ref={text}>
        {value}
      </p>
      <Group justify="space-between" gap="sm">
        <Copy text={value} label="Copy the key" />
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  );
}
