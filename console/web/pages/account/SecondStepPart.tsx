import { Anchor, Button, Group, Stack } from '@mantine/core';
import { useState } from 'react';
import type * as z from 'zod';
import {
  type OwnSecurity,
  recoveryCodes,
  secondStepBegun,
} from '../../../../shared/protocol/api/accounts.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { CodeInput } from '../../components/CodeInput.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { RecoveryCodes } from './RecoveryCodes.tsx';

const touches = ['security', 'people'];

/** A code beside the password: off, being set up, or on. The recovery codes are shown once. */
export function SecondStepPart({ secondStep }: { secondStep: OwnSecurity['secondStep'] }) {
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <Section title="Second step" note={secondStep === null ? 'off' : 'on'}>
      {codes !== null ? (
        <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
      ) : secondStep === null ? (
        <Off onCodes={setCodes} />
      ) : (
        <On secondStep={secondStep} onCodes={setCodes} />
      )}
    </Section>
  );
}

function Off({ onCodes }: { onCodes(codes: string[]): void }) {
  const begin = useChange({
    send: () => change('POST', '/session/second-step', {}, secondStepBegun),
    touches: [],
  });
  const begun = begin.data;
  if (begun !== undefined) return <SetUp begun={begun} onCodes={onCodes} onCancel={begin.reset} />;
  return (
    <>
      <p className="quiet">
        With a second step, whoever learns your password still cannot sign in: a code from an authenticator
        app on your phone is asked for as well. A passkey needs none.
      </p>
      <Button variant="default" mt="sm" loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
        Set up a second step
      </Button>
    </>
  );
}

interface SetUpProps {
  begun: z.output<typeof secondStepBegun>;
  onCodes(codes: string[]): void;
  onCancel(): void;
}

function SetUp({ begun, onCodes, onCancel }: SetUpProps) {
  const [code, setCode] = useState('');
  const confirm = useChange({
    send: () => change('POST', '/session/second-step/confirm', { code }, recoveryCodes),
    said: () => 'The second step is on.',
    touches,
    silent: true,
    done: answer => onCodes(answer.codes),
  });
  const field = fieldErrors(confirm.error).code;
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        confirm.mutate(undefined);
      }}
    >
      <Stack gap="sm" maw={420}>
        <p>
          1. Scan this picture with an authenticator app (Microsoft Authenticator, Google Authenticator,
          Apple’s Passwords or another).
        </p>
        <img
          className="otp-picture"
          alt="The secret, for the app to scan"
          src={`data:image/svg+xml,${encodeURIComponent(begun.picture)}`}
        />
        <p>
          Is the app on this phone? <Anchor href={begun.address}>Open it there</Anchor>. Or type this into the
          app:{' '}
          <span className="otp-secret" data-secret>
            {(begun.secret.match(/.{1,4}/g) ?? []).join(' ')}
          </span>
        </p>
        {confirm.error === null || field !== undefined ? null : (
          <Notice tone="error" urgent>
            {reasonOf(confirm.error)}
          </Notice>
        )}
        <CodeInput
          label="2. The code that the app shows now"
          description="Six digits"
          value={code}
          error={field === undefined ? undefined : reasonOf(confirm.error)}
          onChange={setCode}
        />
        <Group gap="sm">
          <Button type="submit" loading={confirm.isPending} disabled={code.trim() === ''}>
            Turn it on
          </Button>
          <Button variant="default" onClick={onCancel}>
            Not now
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface OnProps {
  secondStep: NonNullable<OwnSecurity['secondStep']>;
  onCodes(codes: string[]): void;
}

function On({ secondStep: { since, codesLeft }, onCodes }: OnProps) {
  const [ending, setEnding] = useState(false);
  const renew = useChange({
    send: () => change('POST', '/session/second-step/recovery-codes', {}, recoveryCodes),
    touches,
    done: answer => onCodes(answer.codes),
  });
  const end = useChange({
    send: () => tell('DELETE', '/session/second-step'),
    said: () => 'The second step is off.',
    touches,
    done: () => setEnding(false),
  });
  return (
    <>
      <p>
        A code is asked for with your password, since <Ago at={since} />.{' '}
        {codesLeft === 0
          ? 'No recovery code is left: make new ones now.'
          : `${plural(codesLeft, 'recovery code is', 'recovery codes are')} left for when your phone is not at hand.`}
      </p>
      <Group gap="sm" mt="sm">
        <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate(undefined)}>
          New recovery codes
        </Button>
        <Button variant="default" onClick={() => setEnding(true)}>
          Turn it off …
        </Button>
      </Group>
      <Confirm
        after="You can turn it on again at any time."
        opened={ending}
        title="Turn the second step off"
        verb="Turn it off"
        busy={end.isPending}
        onConfirm={() => end.mutate(undefined)}
        onClose={() => setEnding(false)}
      >
        From then on your password alone signs you in. The recovery codes stop working, and the entry in the
        app can be deleted. You can set it up again at any time.
      </Confirm>
    </>
  );
}
