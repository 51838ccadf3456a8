import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Loan } from '../../../../shared/protocol/api/loans.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { type Signing, UseFields } from './SignFields.tsx';

interface Props {
  loan: Loan;
  onClose(): void;
}

/** What the holder states each year, with their name typed by themselves. */
export function StatementDialog({ loan, onClose }: Props) {
  const [said, setSaid] = useState<{ use: Signing['use']; words: string }>({ use: '', words: '' });
  const [name, setName] = useState('');
  const save = useChange({
    send: () =>
      tell('POST', `/loans/${loan.id}/statement`, {
        use: said.use,
        words: said.words.trim(),
        saidBy: name.trim(),
      }),
    said: () => 'The statement is written down.',
    touches: ['loan', 'loans', 'overview'],
    silent: true,
    done: onClose,
  });
  const problems = fieldErrors(save.error);
  return (
    <Modal opened onClose={onClose} title={`${loan.holder.name} states the personal use`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <UseFields
            statement={loan.agreement?.statement ?? ''}
            use={said.use}
            words={said.words}
            write={part => setSaid(before => ({ ...before, ...part }))}
            problem={problems.use ?? problems.personalUse}
          />
          <TextInput
            label={`${loan.holder.name} types their full name`}
            maxLength={100}
            autoComplete="off"
            value={name}
            error={problems.saidBy}
            onChange={event => setName(event.currentTarget.value)}
          />
          <After>It cannot be undone. To put something right, another statement is written down.</After>
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
