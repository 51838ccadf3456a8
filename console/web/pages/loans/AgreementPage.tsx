import { Anchor, Button, Group, NativeSelect, Skeleton, Stack, Switch, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type AgreementKind,
  agreementKinds,
  agreementKindWords,
} from '../../../../shared/loans/agreement.ts';
import { type Agreement, loanLetters } from '../../../../shared/protocol/api/loans.ts';
import { change, reasonOf, tell } from '../../api-client.ts';
import { Moment } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import './loans.css';

/** What holders sign, and what they signed before. */
export function AgreementPage() {
  const query = useQuery(views.loanAgreements());
  const [editing, setEditing] = useState(false);
  const [kind, setKind] = useState<AgreementKind>('general');
  const mayEdit = useMay()('loans.edit');
  return (
    <Page
      title="Loan agreement"
      lead={
        <Anchor component={Link} to="/loans" inherit>
          All loans
        </Anchor>
      }
      actions={
        mayEdit && !editing ? <Button onClick={() => setEditing(true)}>Write it anew</Button> : undefined
      }
    >
      <Loaded query={query} what="the agreement" skeleton={<Skeleton height={300} />}>
        {({ items }) => {
          const own = items.filter(one => one.kind === kind);
          const [now = items.find(one => one.kind === 'general'), ...before] = own;
          return now === undefined ? null : (
            <>
              <NativeSelect
                label="What it is for"
                maw="28rem"
                mb="md"
                disabled={editing}
                data={agreementKinds.map(value => ({ value, label: agreementKindWords[value] }))}
                value={kind}
                onChange={event => setKind(event.currentTarget.value as AgreementKind)}
              />
              {own.length === 0 ? (
                <p className="quiet">It has no wording of its own, so the general one is signed.</p>
              ) : null}
              {editing ? (
                <Editor key={kind} now={now} kind={kind} onClose={() => setEditing(false)} />
              ) : (
                <Wording agreement={now} />
              )}
              {before.length === 0 ? null : (
                <Section title="Earlier wordings">
                  {before.map(one => (
                    <details key={one.id} className="evidence">
                      <summary>
                        Wording {one.number}, <Moment at={one.createdAt} />,{' '}
                        {plural(one.loans, 'signed loan')}
                      </summary>
                      <Wording agreement={one} />
                    </details>
                  ))}
                </Section>
              )}
            </>
          );
        }}
      </Loaded>
      <Letters mayEdit={mayEdit} />
    </Page>
  );
}

/** Before the day and after it, to grown-ups with an address; off where the school speaks to them otherwise. */
function Letters({ mayEdit }: { mayEdit: boolean }) {
  const query = useQuery(views.loanLetters());
  const save = useChange({
    send: (on: boolean) => change('PUT', '/loans/letters', { on }, loanLetters),
    said: ({ on }) => (on ? 'Borrowers get letters.' : 'Nobody gets letters about what is due.'),
    touches: ['loans'],
  });
  return (
    <Section title="Letters to borrowers">
      <Loaded query={query} what="whether borrowers get letters" skeleton={<Skeleton height={60} />}>
        {({ on, mail, changed }) => (
          <>
            <Switch
              label="Write to borrowers when something is due back"
              description="One letter within three days before the day, then one a week after it, four at most, on school days. Pupils are never written to."
              checked={on}
              disabled={!mayEdit || save.isPending}
              onChange={event => save.mutate(event.currentTarget.checked)}
            />
            {mail ? null : (
              <p className="quiet">No letter goes out yet: the console has no server for mail.</p>
            )}
            {changed === null ? null : (
              <p className="quiet">
                Changed by {changed.by}, <Moment at={changed.at} />
              </p>
            )}
          </>
        )}
      </Loaded>
    </Section>
  );
}

function Wording({ agreement }: { agreement: Agreement }) {
  return (
    <Stack gap="xs">
      <p className="quiet">
        Wording {agreement.number} by {agreement.createdBy}, <Moment at={agreement.createdAt} />,{' '}
        {plural(agreement.loans, 'signed loan')}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reached by the keyboard */}
      <section className="agreement-text" tabIndex={0} aria-label={`Wording ${agreement.number}`}>
        {agreement.body}
      </section>
      <p>
        <strong>Staff state of what they take off site:</strong> {agreement.statement}
      </p>
    </Stack>
  );
}

function Editor({ now, kind, onClose }: { now: Agreement; kind: AgreementKind; onClose(): void }) {
  const [draft, write, forget] = useDraft(`agreement.${kind}.${now.number}`, {
    body: now.body,
    statement: now.statement,
  });
  const save = useChange({
    send: () => tell('POST', '/loans/agreements', { ...draft, kind }),
    said: () => 'New loans are signed under the new wording.',
    touches: ['loans'],
    silent: true,
    done: () => {
      forget();
      onClose();
    },
  });
  const problems = fieldErrors(save.error);
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="sm" maw="44rem">
        <Textarea
          label="Agreement"
          description="What was signed keeps its own wording. Ask your data protection officer before you change it."
          maxLength={10_000}
          autosize
          minRows={12}
          maxRows={30}
          value={draft.body}
          error={problems.body}
          onChange={event => write({ body: event.currentTarget.value })}
        />
        <Textarea
          label="What staff state about personal use"
          maxLength={1000}
          autosize
          minRows={3}
          value={draft.statement}
          error={problems.statement}
          onChange={event => write({ statement: event.currentTarget.value })}
        />
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group gap="sm">
          <Button type="submit" loading={save.isPending}>
            Save the new wording
          </Button>
          <Button
            variant="default"
            onClick={() => {
              forget();
              onClose();
            }}
          >
            Keep the old wording
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
