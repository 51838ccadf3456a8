import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Waits } from '../../../../shared/protocol/api/approvals.ts';
import { ApiError } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { type Change, useChange } from '../../saving.ts';

/** What has to be agreed to first, where an answer says so. */
export const waitsIn = (answer: object | { waits: Waits | null }): Waits | undefined =>
  'waits' in answer ? ((answer.waits as Waits | null) ?? undefined) : undefined;

type Asked<R extends object> = Pick<Change<string, R>, 'said' | 'undo' | 'done'> & {
  /** What is to be done, as the dialog's title. */
  title: string;
  /** Sends it, with why it is to be done; empty at first, which is enough where nobody else has to agree. */
  send(reason: string): Promise<R>;
};

/** Does it, or asks why and shows the approval that then waits. The console decides which. */
export function useSecondYes<R extends object>({ title, send, said, undo, done }: Asked<R>) {
  const [asking, setAsking] = useState(false);
  const navigate = useNavigate();
  const run = useChange<string, R>({
    send,
    said: (answer, reason) => (waitsIn(answer) ? undefined : said?.(answer, reason)),
    undo: (answer, reason) => (waitsIn(answer) ? undefined : undo?.(answer, reason)),
    touches: ['people', 'audit', 'approvals'],
    quiet: true,
    done: (answer, reason) => {
      setAsking(false);
      const waits = waitsIn(answer);
      if (waits === undefined) done?.(answer, reason);
      else navigate(`/approvals/${waits.id}`);
    },
  });
  const start = () =>
    run.mutate('', {
      onError: error => {
        if (error instanceof ApiError && error.code === 'account.why') setAsking(true);
      },
    });
  const dialog = asking ? (
    <WhyDialog title={title} busy={run.isPending} onSend={run.mutate} onClose={() => setAsking(false)} />
  ) : null;
  return { start, dialog, busy: run.isPending };
}

interface Props {
  title: string;
  busy: boolean;
  onSend(reason: string): void;
  onClose(): void;
}

function WhyDialog({ title, busy, onSend, onClose }: Props) {
  const [reason, setReason] = useState('');
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          onSend(reason.trim());
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            This gives or takes a way in that decides something, so a second person has to agree. You see next
            who that can be, and get a link to send them.
          </Text>
          <Why value={reason} onChange={setReason} />
          <After>Until somebody has agreed nothing is done, and you can take it back.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={busy} disabled={reason.trim() === ''}>
              Ask for a yes
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface WhyProps {
  value: string;
  error?: string | undefined;
  onChange(value: string): void;
}

export const Why = ({ value, error, onChange }: WhyProps) => (
  <Textarea
    label="Why"
    description="A second person reads this before they agree."
    autosize
    minRows={2}
    maxLength={300}
    value={value}
    error={error}
    onChange={event => onChange(event.currentTarget.value)}
    data-autofocus
  />
);
