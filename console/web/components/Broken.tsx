import { Button, Group, Text, Title } from '@mantine/core';
import { useRouteError } from 'react-router';
import { reasonOf } from '../api-client.ts';

/** The last resort of a page: a bug, or a part of a page that an update took away. */
export function Broken() {
  const error = useRouteError();
  return (
    <div className="page page-narrow">
      <div className="state-box" role="alert">
        <Title order={1} size="h2">
          This page stopped working
        </Title>
        <Text size="sm" c="dimmed">
          {reasonOf(error)} Loading it again usually helps, for example after the console was updated. Devices
          are not affected.
        </Text>
        <Group mt="sm">
          <Button onClick={() => window.location.reload()}>Load the page again</Button>
        </Group>
      </div>
    </div>
  );
}
