import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { After } from './After.tsx';

interface Props {
  opened: boolean;
  title: string;
  /** What will happen, to whom, before it happens. */
  children: ReactNode;
  /** Whether it can be undone, where the question does not say so. */
  after?: string;
  /** A verb and its object: "Remove this device". */
  verb: string;
  /** For what cannot be undone: the name to type. */
  typed?: string;
  /** False while something in the question is still to be said. */
  ready?: boolean;
  busy?: boolean;
  onConfirm(): void;
  onClose(): void;
}

export function Confirm(props: Props) {
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={props.title} centered>
      <Question {...props} />
    </Modal>
  );
}

function Question({ children, after, verb, typed, ready: said = true, busy, onConfirm, onClose }: Props) {
  const [text, setText] = useState('');
  const ready = said && (typed === undefined || text.trim() === typed.trim());
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        // Over a form it must not send that one, too.
        event.stopPropagation();
        if (ready) onConfirm();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" component="div">
          {children}
        </Text>
        {after === undefined ? null : <After>{after}</After>}
        {typed === undefined ? null : (
          <TextInput
            label={
              <>
                Type <strong>{typed}</strong> to go on
              </>
            }
            value={text}
            onChange={event => setText(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            data-autofocus
          />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button color="red.9" type="submit" disabled={!ready} loading={busy}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
