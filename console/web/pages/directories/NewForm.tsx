import { Button, Code, Group, NativeSelect, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import {
  type DirectoryKind,
  directoryGiven,
  directoryKinds,
  directoryKindWords,
} from '../../../../shared/protocol/api/directories.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Copy } from '../../components/Copy.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { Why, waitsIn } from '../people/use-second-yes.tsx';
import { GroupRows } from './GroupRows.tsx';
import { kindHelp } from './kind-help.ts';

const empty = {
  ...{ kind: 'entra' as DirectoryKind, label: 'Microsoft', tenant: '', issuer: '' },
  ...{
    clientId: '',
    clientSecret: '',
    groupsClaim: 'groups',
    groups: [] as { group: string; role: never }[],
    reason: '',
  },
};
const labels: Record<DirectoryKind, string> = { entra: 'Microsoft', google: 'Google', other: '' };

/** Sets one up: what to do there, step by step, and what to copy here. */
export function NewForm() {
  const [values, setValues] = useState(empty);
  const set = (some: Partial<typeof empty>) => setValues(before => ({ ...before, ...some }));
  const returnUrl = `${window.location.origin}/sign-in/return`;
  const navigate = useNavigate();
  const save = useChange({
    send: () => {
      const { issuer, ...rest } = values;
      const body = { ...rest, ...(values.kind === 'other' ? { issuer } : {}) };
      return change('POST', '/directories', body, directoryGiven);
    },
    said: made => `The sign-in page now has a button “Sign in with ${made.label}”.`,
    touches: ['directories', 'audit', 'approvals'],
    silent: true,
    done: made => {
      setValues(empty);
      const waits = waitsIn(made);
      if (waits !== undefined) navigate(`/approvals/${waits.id}`);
    },
  });
  const wrong = fieldErrors(save.error);
  const help = kindHelp[values.kind];
  return (
    <Section title="Set up another">
      <form
        noValidate
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <NativeSelect
            label="Which"
            value={values.kind}
            data={directoryKinds.map(kind => ({ value: kind, label: directoryKindWords[kind] }))}
            onChange={event => {
              const kind = event.currentTarget.value as DirectoryKind;
              set({ kind, label: labels[kind] });
            }}
          />
          <div>
            <p className="quiet">Do this there first:</p>
            <ol className="directory-steps">
              {help.steps.map(step => (
                <li key={step}>{step}</li>
              ))}
            </ol>
            <Group gap="sm" mt="xs">
              <Code className="long-word">{returnUrl}</Code>
              <Copy text={returnUrl} label="Copy the address" />
            </Group>
          </div>
          <TextInput
            label="What the button says after “Sign in with”"
            value={values.label}
            error={wrong.label}
            maxLength={40}
            onChange={event => set({ label: event.currentTarget.value })}
          />
          {values.kind === 'other' ? (
            <TextInput
              label="Issuer"
              description="The address under which it describes itself, without /.well-known"
              type="url"
              value={values.issuer}
              error={wrong.issuer}
              onChange={event => set({ issuer: event.currentTarget.value })}
            />
          ) : null}
          <TextInput
            label={help.tenant}
            description="Nobody from elsewhere is let in"
            value={values.tenant}
            error={wrong.tenant}
            maxLength={200}
            spellCheck={false}
            onChange={event => set({ tenant: event.currentTarget.value })}
          />
          <TextInput
            label={help.clientId}
            value={values.clientId}
            error={wrong.clientId}
            maxLength={200}
            spellCheck={false}
            onChange={event => set({ clientId: event.currentTarget.value })}
          />
          <PasswordInput
            label="Client secret"
            description="Kept encrypted, and shown to nobody again"
            autoComplete="off"
            value={values.clientSecret}
            error={wrong.clientSecret}
            maxLength={500}
            onChange={event => set({ clientSecret: event.currentTarget.value })}
          />
          {values.kind === 'google' ? null : (
            <TextInput
              label="Where the token says the groups"
              description={help.groups}
              value={values.groupsClaim}
              error={wrong.groupsClaim}
              maxLength={100}
              spellCheck={false}
              onChange={event => set({ groupsClaim: event.currentTarget.value })}
            />
          )}
          <GroupRows
            kind={values.kind}
            value={values.groups}
            errors={wrong}
            onChange={groups => set({ groups: groups as typeof empty.groups })}
          />
          {wrong.reason === undefined && values.reason === '' ? null : (
            <Why value={values.reason} error={wrong.reason} onChange={reason => set({ reason })} />
          )}
          {save.error === null || Object.keys(wrong).length > 0 ? null : (
            <Notice tone="error" urgent>
              {reasonOf(save.error)}
            </Notice>
          )}
          <Group>
            <Button type="submit" loading={save.isPending}>
              Set it up
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
