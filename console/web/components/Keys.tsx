import { Kbd, Modal, Switch, Table } from '@mantine/core';
import { useState } from 'react';
import { setShortcuts, shortcutsOn } from '../shortcuts.ts';

const keys: readonly [string, string][] = [
  ['Ctrl K', 'Search everything (⌘K on a Mac)'],
  ['/', 'Go to the search of this page'],
  ['j', 'Next row'],
  ['k', 'Row before'],
  ['Enter', 'Open the row'],
  ['x', 'Select the row (devices, approval queue, requests)'],
  ['*', 'Select all rows, or none (devices, requests)'],
  ['a', 'Approve what is selected (approval queue, requests)'],
  ['d', 'Refuse what is selected (approval queue, requests)'],
  ['?', 'Show these keys'],
];

/** The keys, and the switch that turns them off. */
export function KeysDialog({ opened, onClose }: { opened: boolean; onClose(): void }) {
  const [on, setOn] = useState(shortcutsOn);
  const turn = (next: boolean) => {
    setShortcuts(next);
    setOn(next);
  };
  return (
    <Modal opened={opened} onClose={onClose} title="Keys">
      <Table withRowBorders={false} verticalSpacing={4} mb="md">
        <Table.Thead className="hidden-words">
          <Table.Tr>
            <Table.Th>Key</Table.Th>
            <Table.Th>What it does</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {keys.map(([key, does]) => (
            <Table.Tr key={key}>
              <Table.Td w={90}>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{does}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Switch
        checked={on}
        onChange={event => turn(event.currentTarget.checked)}
        label="Single keys work when nothing is being typed"
      />
    </Modal>
  );
}
