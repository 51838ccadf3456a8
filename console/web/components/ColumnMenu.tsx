import { Button, Checkbox, Popover, Stack } from '@mantine/core';
import { IconColumns } from '@tabler/icons-react';

interface Props<N extends string> {
  names: readonly N[];
  words: Record<N, string>;
  columns: readonly N[];
  onChoose(next: readonly N[]): void;
}

/** The name always stands first, and one column beside it stays. */
export function ColumnMenu<N extends string>({ names, words, columns, onChoose }: Props<N>) {
  const turn = (name: N) =>
    onChoose(names.filter(one => (one === name ? !columns.includes(one) : columns.includes(one))));
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
          {names.map(name => {
            const on = columns.includes(name);
            return (
              <Checkbox
                key={name}
                size="sm"
                label={words[name]}
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
