import { Button, Group, Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { agreementFor, agreementKindOf } from '../../../../shared/loans/agreement.ts';
import type { Loan } from '../../../../shared/protocol/api/loans.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { SignFields, type Signing, signatureOf, unsigned } from './SignFields.tsx';

interface Props {
  loan: Loan;
  onClose(): void;
}

/** Signs for a loan that was approved before. */
export function HandOverDialog({ loan, onClose }: Props) {
  const agreements = useQuery(views.loanAgreements());
  const [signing, setSigning] = useState<Signing>(unsigned);
  const asks = loan.offSite && loan.holder.kind === 'staff';
  const save = useChange({
    send: (agreementId: string) =>
      tell('POST', `/loans/${loan.id}/hand-over`, signatureOf(agreementId, signing, asks)),
    said: () => `${plural(loan.count, 'thing')} handed over to ${loan.holder.name}.`,
    touches: ['loan', 'loans', 'assets', 'asset', 'overview'],
    silent: true,
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`Hand over loan ${loan.number}`} centered size="xl">
      <Loaded query={agreements} what="the agreement" skeleton={<Skeleton height={300} />}>
        {({ items }) => {
          const kind = agreementKindOf(
            loan.holder.kind,
            loan.items.map(item => item.kind),
          );
          const agreement = agreementFor(items, kind);
          return agreement === undefined ? null : (
            <form
              noValidate
              onSubmit={event => {
                event.preventDefault();
                save.mutate(agreement.id);
              }}
            >
              <SignFields
                agreement={agreement}
                asks={asks}
                signing={signing}
                write={part => setSigning(before => ({ ...before, ...part }))}
                problems={fieldErrors(save.error)}
                holder={loan.holder.name}
              />
              {save.error === null ? null : (
                <Notice tone="error" urgent>
                  {reasonOf(save.error)}
                </Notice>
              )}
              <After>It cannot be undone: the things come back through the loan.</After>
              <Group justify="flex-end" mt="md" gap="sm">
                <Button variant="default" onClick={onClose}>
                  Cancel
                </Button>
                <Button type="submit" loading={save.isPending}>
                  Hand over
                </Button>
              </Group>
            </form>
          );
        }}
      </Loaded>
    </Modal>
  );
}
