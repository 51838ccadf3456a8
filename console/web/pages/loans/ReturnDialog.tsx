import { Button, Checkbox, Group, Modal, Text } from '@mantine/core';
import { useState } from 'react';
import type { Loan, LoanItem } from '../../../../shared/protocol/api/loans.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { ScanButton } from '../../components/Scanner.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { type Back, backOf, ReturnItem } from './ReturnItem.tsx';

interface Props {
  loan: Loan;
  onClose(): void;
}

/** Some or all of it comes back; each thing is looked at. What is not ticked stays out. */
export function ReturnDialog({ loan, onClose }: Props) {
  const out = loan.items.filter(item => item.returned === null);
  const [backs, setBacks] = useState<Record<string, Back>>({});
  const [said, setSaid] = useState<string>();
  const chosen = out.filter(item => backs[item.id] !== undefined);
  const save = useChange({
    send: () =>
      tell('POST', `/loans/${loan.id}/return`, {
        items: chosen.map(item => backOf(item, backs[item.id])),
      }),
    said: () =>
      chosen.length === out.length
        ? `Loan ${loan.number} has ended.`
        : `${plural(chosen.length, 'thing')} taken back.`,
    touches: ['loan', 'loans', 'assets', 'asset', 'overview', 'persons'],
    silent: true,
    done: onClose,
  });
  const problems = fieldErrors(save.error);
  const put = (item: LoanItem, back: Back | undefined) =>
    setBacks(before => {
      const { [item.id]: _, ...others } = before;
      return back === undefined ? others : { ...others, [item.id]: back };
    });
  const scanned = (code: string) => {
    const item = out.find(one => one.tag.toLowerCase() === code.toLowerCase());
    setSaid(item === undefined ? `${code} is no part of this loan` : `${item.tag} ticked`);
    if (item !== undefined && backs[item.id] === undefined) put(item, fresh(item));
  };
  return (
    <Modal opened onClose={onClose} title={`Take back from ${loan.holder.name}`} centered size="xl">
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Group gap="sm" mb="sm">
          <Checkbox
            label={`All ${out.length}, as they went out and with everything`}
            checked={chosen.length === out.length}
            indeterminate={chosen.length > 0 && chosen.length < out.length}
            onChange={event =>
              setBacks(
                event.currentTarget.checked
                  ? Object.fromEntries(out.map(item => [item.id, backs[item.id] ?? fresh(item)]))
                  : {},
              )
            }
          />
          <ScanButton label="Scan what is back" many onCode={scanned} said={said} />
        </Group>
        <ul className="plain-list">
          {out.map(item => (
            <ReturnItem
              key={item.id}
              item={item}
              back={backs[item.id]}
              put={back => put(item, back)}
              fresh={() => fresh(item)}
              problems={problems}
            />
          ))}
        </ul>
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group justify="space-between" mt="md" gap="sm">
          <Text size="sm" c="dimmed">
            This cannot be undone; the things can be lent again.
          </Text>
          <Group gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={chosen.length === 0} loading={save.isPending}>
              {chosen.length === 0 ? 'Take back' : `Take back ${chosen.length}`}
            </Button>
          </Group>
        </Group>
      </form>
    </Modal>
  );
}

const fresh = (item: LoanItem): Back => ({
  outcome: 'returned',
  condition: item.condition === 'new' ? 'good' : item.condition,
  missing: [],
  damage: '',
  checks: [],
  to: 'in_stock',
  location: '',
});
