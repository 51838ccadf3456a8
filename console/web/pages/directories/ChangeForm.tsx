import { Button, Group, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { type Directory, directoryGiven } from '../../../../shared/protocol/api/directories.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { Why, waitsIn } from '../people/use-second-yes.tsx';
import { GroupRows } from './GroupRows.tsx';

/** What of a directory can be changed; which one it is cannot. */
export function ChangeForm({ one, onDone }: { one: Directory; onDone(): void }) {
  const [values, setValues] = useState({
    ...{ label: one.label, clientId: one.clientId, clientSecret: '' },
    ...{ groupsClaim: one.groupsClaim, groups: one.groups, reason: '' },
  });
  const set = (some: Partial<typeof values>) => setValues(before => ({ ...before, ...some }));
  const navigate = useNavigate();
  const save = useChange({
    send: () => {
      const { clientSecret, ...rest } = values;
      const body = { ...rest, ...(clientSecret === '' ? {} : { clientSecret }) };
      return change('PATCH', `/directories/${one.id}`, body, directoryGiven);
    },
    said: saved => (waitsIn(saved) ? undefined : 'Changed. It holds from the next sign-in on.'),
    touches: ['directories', 'audit', 'approvals'],
    silent: true,
    done: saved => {
      onDone();
      const waits = waitsIn(saved);
      if (waits !== undefined) navigate(`/approvals/${waits.id}`);
    },
  });
  const wrong = fieldErrors(save.error);
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="sm" mt="sm">
        <TextInput
          label="What the button says after “Sign in with”"
          value={values.label}
          error={wrong.label}
          maxLength={40}
          onChange={event => set({ label: event.currentTarget.value })}
        />
        <TextInput
          label="Client ID"
          value={values.clientId}
          error={wrong.clientId}
          maxLength={200}
          onChange={event => set({ clientId: event.currentTarget.value })}
        />
        <PasswordInput
          label="New client secret"
          description="Leave empty to keep the one that is there"
          autoComplete="off"
          value={values.clientSecret}
          error={wrong.clientSecret}
          maxLength={500}
          onChange={event => set({ clientSecret: event.currentTarget.value })}
        />
        {one.kind === 'google' ? null : (
          <TextInput
            label="Where the token says the groups"
            value={values.groupsClaim}
            error={wrong.groupsClaim}
            maxLength={100}
            onChange={event => set({ groupsClaim: event.currentTarget.value })}
          />
        )}
        <GroupRows
          kind={one.kind}
          value={values.groups}
          errors={wrong}
          onChange={groups => set({ groups })}
        />
        {wrong.reason === undefined && values.reason === '' ? null : (
          <Why value={values.reason} error={wrong.reason} onChange={reason => set({ reason })} />
        )}
        {save.error === null || Object.keys(wrong).length > 0 ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group gap="xs">
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
          <Button variant="default" onClick={onDone}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
