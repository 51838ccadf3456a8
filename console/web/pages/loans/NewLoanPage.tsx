import { Anchor, Button, Group, Radio, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { agreementFor, agreementKindOf } from '../../../../shared/loans/agreement.ts';
import { type Agreement, loan, loanCheck } from '../../../../shared/protocol/api/loans.ts';
import type { Person } from '../../../../shared/protocol/api/persons.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useDraft, useFromAddress } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { type Approval, ApprovalFields } from './Approval.tsx';
import { PersonPicker } from './PersonPicker.tsx';
import { SignFields, type Signing, signatureOf, unsigned } from './SignFields.tsx';
import { aThing, type Thing, Things } from './Things.tsx';
import './loans.css';

interface Draft {
  things: Thing[];
  holder: Person | null;
  purpose: string;
  offSite: boolean;
  dueOn: string;
  noEnd: boolean;
  approval: Approval;
  ownSignIn?: boolean;
}

const blank: Draft = {
  things: [],
  holder: null,
  purpose: '',
  offSite: false,
  dueOn: '',
  noEnd: false,
  approval: { approver: null, how: 'in_writing', words: '' },
};

/** Pick things, pick a person, read the agreement, sign. */
export function NewLoanPage() {
  const agreements = useQuery(views.loanAgreements());
  const back = (
    <Anchor component={Link} to="/loans" inherit>
      All loans
    </Anchor>
  );
  return (
    <Page title="New loan" lead={back}>
      <Loaded query={agreements} what="the agreement" skeleton={<Skeleton height={300} />}>
        {({ items }) => <Form agreements={items} />}
      </Loaded>
    </Page>
  );
}

function Form({ agreements }: { agreements: readonly Agreement[] }) {
  const goTo = useNavigate();
  const [draft, write, forget] = useDraft('new-loan', blank);
  const [signing, sign, unsign] = useDraft<Signing>('new-loan.signature', unsigned);
  useStart(draft, write);
  const { things, holder, offSite, approval } = draft;
  const asks = offSite && holder?.kind === 'staff';
  const asked = offSite && approval.how === 'ask';
  const later = asked || draft.ownSignIn === true;
  const kinds = things.map(thing => thing.kind ?? 'other');
  const agreement = agreementFor(agreements, agreementKindOf(holder?.kind ?? 'staff', kinds));
  const checks = useChecks(draft);
  const blocked = checks.filter(one => one.problem !== null).length;
  const save = useChange({
    send: () => {
      const signature = later ? null : signatureOf(agreement?.id ?? '', signing, asks);
      return change('POST', '/loans', bodyOf(draft, signature), loan);
    },
    said: ({ number, status, count }) =>
      status === 'waiting'
        ? `Loan ${number} waits for approval.`
        : status === 'ready'
          ? `Loan ${number} waits for the signature.`
          : `Loan ${number}: ${plural(count, 'thing')} handed over.`,
    touches: ['loans', 'assets', 'asset', 'overview', 'persons'],
    silent: true,
    done: ({ id }) => {
      forget();
      unsign();
      void goTo(`/loans/${id}`);
    },
  });
  const problems = fieldErrors(save.error);
  return (
    <form
      className="loan-form"
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Section title="1. What" note={things.length === 0 ? undefined : plural(things.length, 'thing')}>
        <Things things={things} write={next => write({ things: next })} checks={checks} />
      </Section>
      <Section title="2. Who, and until when">
        <Who draft={draft} write={write} problems={problems} />
      </Section>
      {offSite ? (
        <Section title="3. Approval to leave the school">
          <ApprovalFields
            approval={approval}
            write={part => write({ approval: { ...approval, ...part } })}
            problem={problems.approval ?? problems['approval.approverId']}
            wordsProblem={problems['approval.words']}
          />
        </Section>
      ) : null}
      {asked || agreement === undefined ? null : (
        <Section title={offSite ? '4. Agreement' : '3. Agreement'} note={`wording ${agreement.number}`}>
          <Radio.Group
            label="How it is signed"
            mb="md"
            value={draft.ownSignIn === true ? 'own' : 'here'}
            onChange={value => write({ ownSignIn: value === 'own' })}
          >
            <Stack gap={6} mt={6}>
              <Radio value="here" label="Here, at this screen" />
              <Radio value="own" label="With their own sign-in: they get a letter, and sign on their page" />
            </Stack>
          </Radio.Group>
          {draft.ownSignIn === true ? null : (
            <SignFields
              agreement={agreement}
              asks={asks}
              signing={signing}
              write={sign}
              problems={problems}
              holder={holder?.name ?? ''}
            />
          )}
        </Section>
      )}
      <Stack mt="lg" gap="sm">
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        {blocked > 0 ? (
          <p className="overdue" role="status">
            {plural(blocked, 'thing')} cannot be lent like this. See above what to do, or leave{' '}
            {blocked === 1 ? 'it' : 'them'} out.
          </p>
        ) : null}
        <Group gap="sm">
          <Button
            type="submit"
            loading={save.isPending}
            disabled={things.length === 0 || holder === null || blocked > 0}
          >
            {asked
              ? 'Ask for approval'
              : later
                ? 'Ask them to sign'
                : things.length > 1
                  ? `Hand over ${things.length} things`
                  : 'Hand over'}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              forget();
              unsign();
              save.reset();
            }}
          >
            Start again
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function bodyOf(draft: Draft, signature: object | null) {
  const { things, holder, purpose, offSite, dueOn, noEnd, approval } = draft;
  const { approver, how, words } = approval;
  return {
    holderId: holder?.id ?? '',
    purpose: purpose.trim(),
    offSite,
    dueOn: noEnd ? null : dueOn,
    items: things.map(({ assetId, condition, accessories }) => ({ assetId, condition, accessories })),
    approval:
      !offSite || approver === null
        ? null
        : how === 'ask'
          ? { how, approverId: approver.id }
          : { how, approverId: approver.id, words: words.trim() },
    askToSign: signature === null && draft.ownSignIn === true,
    signature,
  };
}

/** `?asset=` or `?holder=` in the address begins with it. */
function useStart(draft: Draft, write: (change: Partial<Draft>) => void): void {
  const [address] = useSearchParams();
  const assetId = address.get('asset');
  const holderId = address.get('holder');
  const asset = useQuery({ ...views.asset(assetId ?? ''), enabled: assetId !== null });
  const person = useQuery({ ...views.person(holderId ?? ''), enabled: holderId !== null });
  const has = (id: string) => draft.things.some(one => one.assetId === id);
  useFromAddress(
    [asset, person].every(one => !one.isLoading),
    () =>
      write({
        ...(asset.data && !has(asset.data.id) && { things: [...draft.things, aThing(asset.data)] }),
        ...(person.data && withHolder(draft, person.data)),
      }),
  );
}

/** The line manager comes along. */
function withHolder(draft: Draft, holder: Person | null): Partial<Draft> {
  const manager = holder?.lineManager ?? null;
  if (manager === null || draft.approval.approver !== null) return { holder };
  return { holder, approval: { ...draft.approval, approver: { ...manager, hasAccount: true } } };
}

/** Asked again whenever the things, the holder or the place changes. */
function useChecks({ things, holder, offSite }: Draft) {
  const assetIds = things.map(thing => thing.assetId);
  const holderId = holder?.id ?? null;
  const query = useQuery({
    queryKey: ['loans', 'check', assetIds, holderId, offSite],
    enabled: assetIds.length > 0,
    queryFn: () => change('POST', '/loans/check', { assetIds, holderId, offSite }, loanCheck),
    placeholderData: before => before,
  });
  return assetIds.length === 0 ? [] : (query.data?.items ?? []);
}

interface WhoProps {
  draft: Draft;
  write(change: Partial<Draft>): void;
  problems: Record<string, string>;
}

function Who({ draft, write, problems }: WhoProps) {
  return (
    <div className="two-fields">
      <PersonPicker
        label="Holder"
        person={draft.holder}
        error={problems.holderId}
        onChoose={holder => write(withHolder(draft, holder))}
      />
      <TextInput
        label="What for"
        placeholder="Work at home, trip to the museum…"
        maxLength={300}
        value={draft.purpose}
        error={problems.purpose}
        onChange={event => write({ purpose: event.currentTarget.value })}
      />
      <Radio.Group
        label="Where"
        value={draft.offSite ? 'off' : 'in'}
        onChange={value => write({ offSite: value === 'off' })}
      >
        <Group mt={6}>
          <Radio value="in" label="Stays in school" />
          <Radio value="off" label="Leaves the school" />
        </Group>
      </Radio.Group>
      <div>
        <TextInput
          type="date"
          label="Due back on"
          disabled={draft.noEnd}
          value={draft.dueOn}
          error={problems.dueOn}
          onChange={event => write({ dueOn: event.currentTarget.value })}
        />
        <Button
          size="compact-sm"
          variant="subtle"
          mt={4}
          aria-pressed={draft.noEnd}
          onClick={() => write({ noEnd: !draft.noEnd })}
        >
          {draft.noEnd ? 'Agree on a day after all' : 'No day: as long as the job lasts'}
        </Button>
      </div>
      <PeopleHint />
    </div>
  );
}

const PeopleHint = () => (
  <p className="quiet">
    Somebody is missing?{' '}
    <Anchor component={Link} to="/people/everybody" inherit underline="always">
      Enter them in the list of people
    </Anchor>
    ; what you wrote here is kept.
  </p>
);
