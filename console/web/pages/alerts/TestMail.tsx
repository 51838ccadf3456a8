import { Button, Group, Text } from '@mantine/core';
import { type AlertSettings, testedMail } from '../../../../shared/protocol/api/alerts.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';

/** Sends one letter to whoever presses it, and says what the server said. */
export function TestMail({ mail }: { mail: NonNullable<AlertSettings['mail']> }) {
  const may = useMay()('alerts.edit');
  const test = useChange({
    send: () => change('POST', '/alerts/test', {}, testedMail),
    touches: [],
    silent: true,
  });
  return (
    <>
      <Group gap="sm" mb="sm">
        <Text size="sm" c="dimmed">
          E-mail goes out through {mail.server} from {mail.from}.
        </Text>
        {may ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={test.isPending}
            onClick={() => test.mutate(undefined)}
          >
            Send a test to yourself
          </Button>
        ) : null}
      </Group>
      <p role="status" className="quiet">
        {test.data === undefined ? '' : `The server took it for ${test.data.to}. Look whether it arrived.`}
      </p>
      {test.error === null ? null : (
        <Notice tone="error" urgent>
          {reasonOf(test.error)}
        </Notice>
      )}
    </>
  );
}
