import { Button, Group, Modal, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { reasonOf } from '../api-client.ts';
import { fieldErrors, useChange } from '../saving.ts';
import { After } from './After.tsx';
import { Notice } from './Notice.tsx';

interface Props {
  title: string;
  verb: string;
  send(): Promise<unknown>;
  said: string;
  onClose(): void;
  /** Whether it can be undone, and how, where the form does not say so. */
  after?: string;
  /** For what cannot be undone. */
  grave?: boolean;
  children: (wrong: Record<string, string>) => ReactNode;
}

/** One small form over a page: refusals stand at their fields, and the page fetches itself anew. */
export function FormDialog({ title, verb, send, said, onClose, after, grave = false, children }: Props) {
  const save = useChange({
    send: () => send(),
    said: () => said,
    touches: ['disposals', 'overview', 'assets', 'asset', 'approvals', 'upkeep', 'stock-takes'],
    silent: true,
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={title} centered size="lg">
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          // A dialog over a form lies in it for React: what is sent here must not send that one, too.
          event.stopPropagation();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          {children(fieldErrors(save.error))}
          {after === undefined ? null : <After>{after}</After>}
          {save.error === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} {...(grave && { color: 'red.9' })}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
