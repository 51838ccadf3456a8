import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { LoanRow } from '../../../../shared/protocol/api/loans.ts';
import { tell } from '../../api-client.ts';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { sayDue, sayTags } from './loan-words.ts';

/** For the line manager who was asked: yes or no, in writing. */
export function Decide({ loan }: { loan: LoanRow }) {
  const [words, setWords] = useState('');
  const decide = useChange({
    send: (approve: boolean) => tell('POST', `/loans/${loan.id}/approval`, { approve, words: words.trim() }),
    said: (_, approve) =>
      approve ? 'Approved. It can be handed over now.' : 'Not approved. The technician sees why.',
    touches: ['loan', 'loans', 'own', 'overview'],
    quiet: true,
  });
  return (
    <Section title="Waiting for you">
      <p>
        {loan.holder.name} is to take {sayTags(loan.tags, 8)} off site for “{loan.purpose}”, back:{' '}
        {sayDue(loan)}. If you do nothing, it stays in school.
      </p>
      <Textarea
        mt="sm"
        maw="40rem"
        label="Conditions, or why not"
        maxLength={500}
        autosize
        minRows={2}
        value={words}
        error={fieldErrors(decide.error).words}
        onChange={event => setWords(event.currentTarget.value)}
      />
      <Group mt="sm" gap="sm">
        <Button loading={decide.isPending} onClick={() => decide.mutate(true)}>
          Approve in writing
        </Button>
        <Button variant="default" loading={decide.isPending} onClick={() => decide.mutate(false)}>
          Do not approve
        </Button>
      </Group>
    </Section>
  );
}
