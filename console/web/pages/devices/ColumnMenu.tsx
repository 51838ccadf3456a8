import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';
import { type Column, columnNames, columnWords } from './columns.ts';

interface Props {
  columns: readonly Column[];
  onChoose(next: readonly Column[]): void;
}

/** The name always stands first, and one column beside it stays. */
export function ColumnMenu({ columns, onChoose }: Props) {
  const turn = (name: Column) =>
    onChoose(columnNames.filter(one => (one === name ? !columns.includes(one) : columns.includes(one))));
  return (
    <Popover position="bottom-end" withinPortal={false} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button
          variant="subtle"
          size="compact-sm"
          className="no-print"
          leftSection={<IconColumns size={16} aria-hidden />}
        >
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns of the list">
        <Stack gap="xs">
          {columnNames.map(name => {
            const on = columns.includes(name);
            return (
              <Checkbox
                key={name}
                size="sm"
                label={columnWords[name]}
                checked={on}
                disabled={on && columns.length === 1}
                onChange={() => turn(name)}
              />
            );
          })}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
