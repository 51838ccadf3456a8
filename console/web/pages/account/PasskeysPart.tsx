import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { OwnSecurity } from '../../../../shared/protocol/api/accounts.ts';
import { reasonOf, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { makePasskey, passkeysWork } from '../../passkey.ts';
import { fieldErrors, useChange } from '../../saving.ts';

type Passkey = OwnSecurity['passkeys'][number];
const touches = ['security', 'session', 'people'];

/** Signing in with a finger, a face or the PIN of one's own phone or computer. */
export function PasskeysPart({ passkeys }: { passkeys: Passkey[] }) {
  const [removing, setRemoving] = useState<Passkey | null>(null);
  return (
    <Section title="Passkeys">
      <p className="quiet">
        Sign in with the fingerprint, face or PIN of your phone or computer. Nobody can guess or copy it, and
        no code is asked for.
      </p>
      {passkeys.length === 0 ? null : (
        <ul className="plain-list">
          {passkeys.map(one => (
            <li key={one.id} className="own-row">
              <span>
                <strong>{one.label}</strong>
                <br />
                <span className="quiet">
                  Made <Ago at={one.createdAt} />,{' '}
                  {one.lastUsedAt === null ? 'not used yet' : <Ago at={one.lastUsedAt} before="used" />}
                </span>
              </span>
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setRemoving(one)}
                aria-label={`Remove the passkey ${one.label}`}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      {passkeysWork() ? (
        <Make first={passkeys.length === 0} />
      ) : (
        <p className="quiet">
          Not here: passkeys need a browser that has them, and the console’s name in the address, such as
          localhost or console.school.example, not a number.
        </p>
      )}
      {removing === null ? null : <Remove passkey={removing} onClose={() => setRemoving(null)} />}
    </Section>
  );
}

function Make({ first }: { first: boolean }) {
  const [label, setLabel] = useState('');
  const make = useChange({
    send: async () => tell('POST', '/session/passkeys', { label, passkey: await makePasskey() }),
    said: () => `The passkey “${label}” is made. Next time press “Use a passkey”.`,
    touches,
    silent: true,
    done: () => setLabel(''),
  });
  const field = fieldErrors(make.error).label;
  return (
    <form
      className="form-line"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        make.mutate(undefined);
      }}
    >
      {make.error === null || field !== undefined ? null : (
        <Notice tone="error" urgent>
          {reasonOf(make.error)}
        </Notice>
      )}
      <TextInput
        label={first ? 'What you call this phone or computer' : 'What you call the next one'}
        placeholder="My phone"
        maxLength={60}
        value={label}
        error={field}
        errorProps={{ role: 'alert' }}
        onChange={event => setLabel(event.currentTarget.value)}
      />
      <Button type="submit" loading={make.isPending} disabled={label.trim() === ''} variant="default">
        Make a passkey
      </Button>
    </form>
  );
}

function Remove({ passkey, onClose }: { passkey: Passkey; onClose(): void }) {
  const remove = useChange({
    send: () => tell('DELETE', `/session/passkeys/${passkey.id}`),
    said: () => `“${passkey.label}” no longer signs you in.`,
    touches,
    done: onClose,
  });
  return (
    <Confirm
      opened
      title="Remove this passkey"
      verb="Remove the passkey"
      busy={remove.isPending}
      onConfirm={() => remove.mutate(undefined)}
      onClose={onClose}
    >
      “{passkey.label}” no longer signs you in. The phone or computer may still show it; it can be deleted
      there. This cannot be undone; a new one can be made.
    </Confirm>
  );
}
