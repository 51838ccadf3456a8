import { Button, Group, NativeSelect, Radio, Stack, Textarea, TextInput } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useNavigate, useSearchParams } from 'react-router';
import { type Ask, asks, askWords } from '../../../../shared/disposals/ways.ts';
import { writeOffAsked } from '../../../../shared/protocol/api/disposals.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useDraft, useFromAddress } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { aThing, type Thing, Things } from '../loans/Things.tsx';
import { penceOf } from '../suppliers/ContractDialog.tsx';
import { AllDisposals } from './words.tsx';
import '../loans/loans.css';

interface Draft {
  things: Thing[];
  conditions: Record<string, string>;
  way: Ask;
  /** Pounds as they were typed, of what is to be sold. */
  prices: Record<string, string>;
  reason: string;
  personalData: string;
}
const blank: Draft = {
  things: [],
  conditions: {},
  way: 'collected',
  prices: {},
  reason: '',
  personalData: '',
};

/** Which things, why, in what condition: then somebody else decides. */
export function NewWriteOffPage() {
  return (
    <Page title="Ask for a write-off" lead={<AllDisposals />}>
      <Form />
    </Page>
  );
}

function Form() {
  const [draft, write, forget] = useDraft('new-write-off', blank);
  const goTo = useNavigate();
  useStart(draft, write);
  const { things, conditions, way, prices, reason, personalData } = draft;
  const save = useChange({
    send: () =>
      change(
        'POST',
        '/disposals/write-offs',
        {
          items: things.map((one, at) => ({
            assetId: one.assetId,
            condition: conditions[one.assetId] ?? '',
            ...(way === 'sold' && { price: penceOf(prices[one.assetId] ?? '', `items.${at}.price`) }),
          })),
          way,
          reason,
          personalData,
        },
        writeOffAsked,
      ),
    said: ({ number, sentence }) => `Write-off ${number} is asked for. ${sentence}`,
    touches: ['disposals', 'approvals', 'overview'],
    silent: true,
    done: ({ id }) => {
      forget();
      void goTo(`/disposals/write-offs/${id}`);
    },
  });
  const wrong = fieldErrors(save.error);
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
        <Things things={things} write={next => write({ things: next })} checks={[]} plain />
        {wrong.items === undefined ? null : (
          <Notice tone="error" urgent>
            {wrong.items}
          </Notice>
        )}
      </Section>
      {things.length === 0 ? null : (
        <Section title="2. In what condition">
          <div className="two-fields">
            {things.map((one, at) => (
              <TextInput
                key={one.assetId}
                label={`${one.tag}, ${one.what}`}
                placeholder="Broken hinge, too old, battery swollen…"
                maxLength={200}
                value={conditions[one.assetId] ?? ''}
                error={wrong[`items.${at}.condition`]}
                onChange={event =>
                  write({ conditions: { ...conditions, [one.assetId]: event.currentTarget.value } })
                }
              />
            ))}
          </div>
        </Section>
      )}
      <Section title={things.length === 0 ? '2. How it leaves' : '3. How it leaves'}>
        <Stack gap="sm">
          <NativeSelect
            maw={420}
            label="How it is to leave"
            description="Whoever decides agrees to this, too. What was to be sold or given away can still go as waste, and never the other way round"
            data={asks.map(value => ({ value, label: askWords[value] }))}
            value={way}
            onChange={event => write({ way: event.currentTarget.value as Ask })}
          />
          {way === 'sold' && things.length > 0 ? (
            <div className="two-fields">
              {things.map((one, at) => (
                <TextInput
                  key={one.assetId}
                  label={`Price of ${one.tag}, at least`}
                  placeholder="£40"
                  value={prices[one.assetId] ?? ''}
                  error={wrong[`items.${at}.price`]}
                  onChange={event =>
                    write({ prices: { ...prices, [one.assetId]: event.currentTarget.value } })
                  }
                />
              ))}
            </div>
          ) : null}
          {way === 'gone' ? (
            <p className="quiet">
              Only of what is lost or stolen in the register. It stays there as it is: what turns up again
              goes back in stock, and its computer stays locked as lost until somebody releases it.
            </p>
          ) : null}
          <p className="quiet">
            What stays in use needs no write-off, nor what goes back to who leased it to the school: change
            its state in the register.
          </p>
        </Stack>
      </Section>
      <Section title={things.length === 0 ? '3. Why' : '4. Why'}>
        <Stack gap="sm" maw={700}>
          <Textarea
            label="Reason"
            description="Whoever decides reads this first"
            autosize
            minRows={2}
            maxLength={1000}
            value={reason}
            error={wrong.reason}
            onChange={event => write({ reason: event.currentTarget.value })}
          />
          <Radio.Group
            label="Is personal data likely to be on any of it?"
            value={personalData}
            error={wrong.personalData}
            onChange={value => write({ personalData: value })}
          >
            <Group mt={6}>
              <Radio value="yes" label="Yes" />
              <Radio value="no" label="No" />
              <Radio value="unknown" label="Nobody knows" />
            </Group>
          </Radio.Group>
        </Stack>
      </Section>
      <Stack mt="lg" gap="sm">
        {save.error === null || wrong.items !== undefined ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group gap="sm">
          <Button type="submit" loading={save.isPending} disabled={things.length === 0}>
            Ask for it
          </Button>
          <Button
            variant="default"
            onClick={() => {
              forget();
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

/** `?asset=ID` in the address, several times if need be, begins with those. */
function useStart(draft: Draft, write: (change: Partial<Draft>) => void): void {
  const [address] = useSearchParams();
  const found = useQueries({ queries: address.getAll('asset').map(id => views.asset(id)) });
  useFromAddress(
    found.every(one => !one.isPending),
    () => {
      const fresh = found.flatMap(({ data }) => (data === undefined ? [] : [aThing(data)]));
      const isNew = (one: Thing) => draft.things.every(other => other.assetId !== one.assetId);
      write({ things: [...draft.things, ...fresh.filter(isNew)] });
    },
  );
}
