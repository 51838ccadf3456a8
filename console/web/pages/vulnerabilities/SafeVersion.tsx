import { Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type Vulnerability, vulnerability } from '../../../../shared/protocol/api/vulnerabilities.ts';
import { change } from '../../api-client.ts';
import { fieldErrors, useChange } from '../../saving.ts';

/** The catalogue names no versions: a person reads the maker's notice and writes the first safe one. */
export function SafeVersion({ one, mayEdit }: { one: Vulnerability; mayEdit: boolean }) {
  const [text, setText] = useState(one.safeVersion ?? '');
  const path = `/vulnerabilities/${one.id}/safe-version`;
  const save = useChange({
    send: (version: string | null) =>
      change('POST', path, { revision: one.revision, version }, vulnerability),
    said: after =>
      after.devices === 0 || after.fixedAt !== null
        ? 'Every device has a safe version already.'
        : `Counted: ${after.devices} with an older version.`,
    undo: after => () =>
      change('POST', path, { revision: after.revision, version: one.safeVersion }, vulnerability),
    touches: ['vulnerabilities', 'software'],
    quiet: true,
  });
  if (!mayEdit) return <p>First safe version: {one.safeVersion ?? 'not written yet'}.</p>;
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(text.trim() === '' ? null : text.trim());
      }}
    >
      <Stack gap="xs" mb="lg">
        <TextInput
          label="First safe version"
          description="From the maker’s notice. Then the console counts the devices with an older one, and no others."
          placeholder="138.0.7204.157"
          value={text}
          error={fieldErrors(save.error).version}
          onChange={event => setText(event.currentTarget.value)}
        />
        <div>
          <Button
            type="submit"
            variant={one.safeVersion === null ? 'filled' : 'default'}
            loading={save.isPending}
            disabled={text.trim() === (one.safeVersion ?? '')}
          >
            Count the devices
          </Button>
        </div>
      </Stack>
    </form>
  );
}
