import { Button, Checkbox, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Loan } from '../../../../shared/protocol/api/loans.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { sayDue } from './loan-words.ts';

interface Props {
  loan: Loan;
  onClose(): void;
}

/** Agrees on another day. What is off site for longer needs the line manager again. */
export function ExtendDialog({ loan, onClose }: Props) {
  const [dueOn, setDueOn] = useState(loan.dueOn ?? '');
  const [noEnd, setNoEnd] = useState(loan.dueOn === null);
  const [words, setWords] = useState('');
  const save = useChange({
    send: () =>
      tell('POST', `/loans/${loan.id}/extend`, { dueOn: noEnd ? null : dueOn, words: words.trim() }),
    said: () => 'The day was changed.',
    touches: ['loan', 'loans', 'overview'],
    silent: true,
    done: onClose,
  });
  const problems = fieldErrors(save.error);
  return (
    <Modal opened onClose={onClose} title="Agree on another day" centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <TextInput
            type="date"
            label="Due back on"
            description={`Now: ${sayDue(loan)}`}
            disabled={noEnd}
            value={dueOn}
            error={problems.dueOn}
            onChange={event => setDueOn(event.currentTarget.value)}
          />
          <Checkbox
            label="As long as the job lasts"
            checked={noEnd}
            onChange={event => setNoEnd(event.currentTarget.checked)}
          />
          {loan.offSite ? (
            <Textarea
              label="Who agreed, and where that is written"
              maxLength={500}
              autosize
              value={words}
              error={problems.words}
              onChange={event => setWords(event.currentTarget.value)}
            />
          ) : null}
          {save.error === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <After>
            {loan.offSite
              ? 'Another day can be agreed on again. What was signed stays as it was, and this stands under it. For longer, the disks of computers are looked at again.'
              : 'Another day can be agreed on again. What was signed stays as it was, and this stands under it.'}
          </After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending}>
              Change the day
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
