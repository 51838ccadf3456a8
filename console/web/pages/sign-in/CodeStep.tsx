import { Button, Stack, Text } from '@mantine/core';
import { ApiError, reasonOf } from '../../api-client.ts';
import { CodeInput } from '../../components/CodeInput.tsx';
import { Notice } from '../../components/Notice.tsx';

const codes = ['session.code_needed', 'session.code_wrong'];

/** Whether the password or the link was right and the second step is asked for. */
export const asksForCode = (error: Error | null): boolean =>
  error instanceof ApiError && codes.includes(error.code);

interface Props {
  error: Error | null;
  code: string;
  onCode(code: string): void;
  busy: boolean;
  onBack(): void;
  back: string;
}

/** The second step at the door. */
export function CodeStep({ error, code, onCode, busy, onBack, back }: Props) {
  const wrong = error instanceof ApiError && error.code === 'session.code_wrong';
  return (
    <Stack gap="md">
      {error === null || asksForCode(error) ? null : (
        <Notice tone="error" urgent>
          {reasonOf(error)}
        </Notice>
      )}
      <CodeInput
        label="The code from your authenticator app"
        description="Six digits. Without your phone: one of your recovery codes."
        value={code}
        error={wrong ? reasonOf(error) : undefined}
        onChange={onCode}
      />
      <Button type="submit" loading={busy} disabled={code.trim() === ''} fullWidth>
        Go on
      </Button>
      <Button variant="subtle" onClick={onBack}>
        {back}
      </Button>
      <Text size="sm" c="dimmed">
        Phone and recovery codes lost? A technician takes the second step away on the page People, once
        somebody else has agreed. The only technician asks for it at the console’s own computer:{' '}
        <code>npx caretaker lost-phone</code>.
      </Text>
    </Stack>
  );
}
