import { Button } from '@mantine/core';
import { useState } from 'react';
import { type OwnLoan, ownLoans } from '../../../../shared/protocol/api/own.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { SignFields, type Signing, signatureOf, unsigned } from '../loans/SignFields.tsx';
import '../loans/loans.css';

interface Props {
  loan: OwnLoan;
  toSign: NonNullable<OwnLoan['toSign']>;
}

/** The agreement of something that waits for one's signature. */
export function SignLoan({ loan, toSign }: Props) {
  const [signing, setSigning] = useState<Signing>(unsigned);
  const save = useChange({
    send: () =>
      change(
        'POST',
        `/own/loans/${loan.id}/sign`,
        signatureOf(toSign.agreementId, signing, toSign.asksUse),
        ownLoans,
      ),
    said: () => 'Signed. It is on loan to you now.',
    touches: ['own'],
    silent: true,
  });
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Notice tone="caution" title="Waits for your signature">
        Sign when you have it in front of you, and it is as described. If you did not ask for it, do not sign,
        and tell the technician.
      </Notice>
      <SignFields
        agreement={toSign}
        asks={toSign.asksUse}
        signing={signing}
        write={part => setSigning(before => ({ ...before, ...part }))}
        problems={fieldErrors(save.error)}
        holder=""
        own
      />
      {save.error === null ? null : (
        <Notice tone="error" urgent>
          {reasonOf(save.error)}
        </Notice>
      )}
      <Button type="submit" mt="md" loading={save.isPending} disabled={signing.signedName.trim() === ''}>
        Sign and take it
      </Button>
    </form>
  );
}
