import { Anchor, Button, NativeSelect, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import type * as z from 'zod';
import { madeToken } from '../../../../shared/protocol/api/accounts.ts';
import { type Role, role, roles, sayRole } from '../../../../shared/protocol/api/common.ts';
import { change } from '../../api-client.ts';
import { Copy } from '../../components/Copy.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { Why } from '../people/use-second-yes.tsx';
import { ScopeChoice } from './ScopeChoice.tsx';
import './tokens.css';

const lives = [
  { value: '30', label: '30 days' },
  { value: '365', label: '1 year' },
  { value: '730', label: '2 years' },
];
const initial = { label: '', role: 'technician' as Role, days: '365', reason: '' };

export function TokenForm() {
  const [value, write, forget] = useDraft('token', initial);
  const [scopes, setScopes] = useState<string[] | null>(null);
  const [made, setMade] = useState<z.infer<typeof madeToken> | null>(null);
  const make = useChange({
    send: () => {
      const only = scopes === null ? {} : { scopes };
      return change('POST', '/tokens', { ...value, ...only, days: Number(value.days) }, madeToken);
    },
    touches: ['tokens', 'audit', 'approvals'],
    quiet: true,
    done: token => {
      forget();
      setScopes(null);
      setMade(token);
    },
  });
  const fields = fieldErrors(make.error);
  if (made !== null) return <NewToken made={made} onDone={() => setMade(null)} />;
  return (
    <form
      className="form-line"
      onSubmit={event => {
        event.preventDefault();
        make.mutate(undefined);
      }}
    >
      <TextInput
        label="What for"
        placeholder="Nightly asset export"
        required
        withAsterisk={false}
        maxLength={60}
        value={value.label}
        error={fields.label}
        onChange={event => write({ label: event.currentTarget.value })}
      />
      <NativeSelect
        label="Role"
        value={value.role}
        error={fields.role}
        onChange={event => {
          write({ role: role.catch('staff').parse(event.currentTarget.value) });
          setScopes(scopes === null ? null : []);
        }}
        data={roles.map(value => ({ value, label: sayRole(value) }))}
      />
      <NativeSelect
        label="Works for"
        value={value.days}
        error={fields.days}
        onChange={event => write({ days: event.currentTarget.value })}
        data={lives}
      />
      <ScopeChoice role={value.role} scopes={scopes} error={fields.scopes} onChange={setScopes} />
      {fields.reason === undefined && value.reason === '' ? null : (
        <Why value={value.reason} error={fields.reason} onChange={reason => write({ reason })} />
      )}
      <Button type="submit" loading={make.isPending}>
        Make a token
      </Button>
    </form>
  );
}

function NewToken({ made, onDone }: { made: z.infer<typeof madeToken>; onDone(): void }) {
  const { token, waits } = made;
  return (
    <section className="new-code" aria-labelledby="new-token-title">
      <div className="new-code-words">
        <Title order={2} id="new-token-title">
          Your token
        </Title>
        <p className="quiet">It is shown this once, because the console keeps only its fingerprint.</p>
        {waits === null ? null : (
          <p>
            It works from a second person’s yes on: {waits.sentence}{' '}
            <Anchor component={Link} to={`/approvals/${waits.id}`} underline="always" inherit>
              The page to send them
            </Anchor>
          </p>
        )}
        <pre className="command">
          <code>{token}</code>
        </pre>
        <div className="tool-line">
          <Copy text={token} label="Copy the token" />
          <Button variant="default" size="compact-sm" onClick={onDone}>
            Done
          </Button>
        </div>
      </div>
    </section>
  );
}
