import { Button, Checkbox, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import { returnChecks, returnCheckWords } from '../../../../shared/loans/words.ts';
import type { Loan, LoanItem } from '../../../../shared/protocol/api/loans.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { useChange } from '../../saving.ts';

/** What was not looked at when a thing came back: until then nobody else gets it. */
export function ChecklistDialog({ loan, item, onClose }: { loan: Loan; item: LoanItem; onClose(): void }) {
  const { returned } = item;
  const [checklist, setChecklist] = useState(
    returned?.checklist ?? { dataRemoved: false, reset: false, ready: false },
  );
  const save = useChange({
    send: () => tell('POST', `/loans/${loan.id}/checklist`, { itemId: item.id, checklist }),
    said: () => 'Written down, with your name.',
    touches: ['loan', 'loans'],
    silent: true,
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`${item.tag}, back from ${loan.holder.name}`} centered>
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          {returnChecks.map(check => (
            <Checkbox
              key={check}
              label={returnCheckWords[check]}
              checked={checklist[check]}
              onChange={event => setChecklist({ ...checklist, [check]: event.currentTarget.checked })}
            />
          ))}
          {save.error === null ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <After>What is ticked stays ticked. Somebody else can borrow it once all three are.</After>
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
