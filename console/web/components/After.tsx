import { Text } from '@mantine/core';

/** Whether it can be undone, and how: said before it is done, in the same place of every dialog. */
export function After({ children }: { children: string }) {
  return (
    <Text size="sm" c="dimmed" component="p" m={0}>
      {children}
    </Text>
  );
}
