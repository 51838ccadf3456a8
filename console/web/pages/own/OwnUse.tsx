import { Button } from '@mantine/core';
import { useState } from 'react';
import { type OwnLoan, ownLoans } from '../../../../shared/protocol/api/own.ts';
import { change, reasonOf } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Moment } from '../../components/Ago.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { type Signing, UseFields } from '../loans/SignFields.tsx';
import '../loans/loans.css';

interface Props {
  loan: OwnLoan;
  use: NonNullable<OwnLoan['use']>;
}

/** Whether one uses for oneself what may leave the school: stated each year, and as soon as it changes. */
export function OwnUse({ loan, use: { statement, due, last } }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      {last === null ? null : (
        <p>
          You stated that you{' '}
          {last.use === 'none'
            ? 'use it solely for the school'
            : `use it for yourself as well (${last.words})`}
          , <Moment at={last.at} />.
        </p>
      )}
      {due ? (
        <Notice tone="caution" title="Once a year">
          The school asks you to state again whether you use it for yourself.
        </Notice>
      ) : null}
      {due || open ? (
        <Form loan={loan} statement={statement} onClose={due ? undefined : () => setOpen(false)} />
      ) : (
        <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>
          Something has changed
        </Button>
      )}
    </>
  );
}

interface FormProps {
  loan: OwnLoan;
  statement: string;
  onClose: (() => void) | undefined;
}

function Form({ loan, statement, onClose }: FormProps) {
  const [said, setSaid] = useState<Pick<Signing, 'use'> & { words: string }>({ use: '', words: '' });
  const save = useChange({
    send: () =>
      change(
        'POST',
        `/own/loans/${loan.id}/statement`,
        { use: said.use, words: said.words.trim() },
        ownLoans,
      ),
    said: () => 'Thank you. It is written down, with your name and the day.',
    touches: ['own'],
    silent: true,
    done: onClose,
  });
  const problems = fieldErrors(save.error);
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <UseFields
        statement={statement}
        use={said.use}
        words={said.words}
        write={part => setSaid(before => ({ ...before, ...part }))}
        problem={problems.use ?? problems.personalUse}
      />
      {save.error === null ? null : (
        <Notice tone="error" urgent>
          {reasonOf(save.error)}
        </Notice>
      )}
      <After>It stays as it is stated. When it changes, state it anew here, at any time.</After>
      <Button type="submit" mt="xs" loading={save.isPending} disabled={said.use === ''}>
        State it
      </Button>
    </form>
  );
}
