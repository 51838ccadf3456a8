import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { reasonOf } from '../api-client.ts';

/** A message with a button that takes the change back. */
export function undoable(message: string, undo: () => Promise<unknown>, refetch: () => void) {
  const takeBack = async () => {
    notifications.clean();
    try {
      await undo();
      notifications.show({ message: 'Taken back.', withBorder: true });
    } catch (error) {
      notifications.show({
        title: 'That could not be taken back',
        message: reasonOf(error),
        color: 'red',
        withBorder: true,
      });
    }
    refetch();
  };
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm">{message}</Text>
      <Button size="compact-sm" variant="default" flex="none" onClick={takeBack}>
        Undo
      </Button>
    </Group>
  );
}
