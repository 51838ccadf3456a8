import { Button, Checkbox, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sayRole } from '../../../../shared/protocol/api/common.ts';
import {
  governorLetters,
  type GovernorLetters as Letters,
} from '../../../../shared/protocol/api/governors.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { sayLongDate, sayTime } from '../../time.ts';
import { views } from '../../views.ts';

/** Who gets a kept report by e-mail, and who the week in five lines. */
export function GovernorLetters() {
  const may = useMay()('governors.keep');
  const query = useQuery({ ...views.governorLetters(), enabled: may });
  if (!may) return null;
  return (
    <div id="letters" className="no-print">
      <Section title="By e-mail">
        <Loaded query={query} what="who gets letters" skeleton={<RowsSkeleton rows={3} />}>
          {letters => <LettersForm key={letters.revision} letters={letters} />}
        </Loaded>
      </Section>
    </div>
  );
}

type Wishes = Pick<Letters, 'at' | 'people' | 'addresses' | 'weekAt' | 'week'>;
type Receivers = Letters['accounts'];

function LettersForm({ letters }: { letters: Letters }) {
  const { at, people, addresses, weekAt, week } = letters;
  const before: Wishes = { at, people, addresses, weekAt, week };
  const [wishes, setWishes] = useState(before);
  const set = (some: Partial<Wishes>) => setWishes(is => ({ ...is, ...some }));
  const put = (revision: number, to: Wishes) =>
    change('PUT', '/governors-reports/letters', { revision, ...to }, governorLetters);
  const save = useChange({
    send: () => put(letters.revision, wishes),
    said: () => 'Saved.',
    undo: result => () => put(result.revision, before),
    touches: ['promises', 'audit'],
    silent: true,
  });
  const wrong = fieldErrors(save.error);
  const wrongAddress = Object.entries(wrong).find(([field]) => field.startsWith('addresses'))?.[1];
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="md">
        {letters.mail === null ? (
          <Notice tone="caution" title="No server for e-mail is set">
            Letters wait until the technician sets one.
          </Notice>
        ) : null}
        <Chosen
          label="A kept report goes to"
          accounts={letters.accounts}
          chosen={wishes.people}
          error={wrong.people}
          onChange={chosen => set({ people: chosen })}
        />
        <TagsInput
          label="And to these addresses"
          description="Of people without an account, such as the clerk. Press Enter after each."
          value={wishes.addresses}
          error={wrongAddress}
          maxTags={20}
          onChange={chosen => set({ addresses: chosen })}
        />
        <TextInput
          type="time"
          label="On the school morning after it was kept, at"
          description="In the holidays it waits. Until then a mistake is put right by keeping another report of the same day."
          value={wishes.at}
          error={wrong.at}
          maw={420}
          onChange={event => set({ at: event.currentTarget.value })}
        />
        <Chosen
          label="The week in five lines goes to"
          accounts={letters.weekAccounts}
          chosen={wishes.week}
          error={wrong.week}
          onChange={chosen => set({ week: chosen })}
        />
        <TextInput
          type="time"
          label="On the last school day of the week, at"
          value={wishes.weekAt}
          error={wrong.weekAt}
          maw={420}
          onChange={event => set({ weekAt: event.currentTarget.value })}
        />
        <Next letters={letters} />
        {save.error === null || Object.keys(wrong).length > 0 ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        <Group>
          <Button type="submit" variant="default" loading={save.isPending}>
            Save who gets it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ChosenProps {
  label: string;
  accounts: Receivers;
  chosen: string[];
  error: string | undefined;
  onChange(chosen: string[]): void;
}

function Chosen({ label, accounts, chosen, error, onChange }: ChosenProps) {
  return (
    <Checkbox.Group label={label} value={chosen} error={error} onChange={onChange}>
      <Stack gap={8} mt={6}>
        {accounts.length === 0 ? (
          <Text size="sm">Nobody who may read it has an account with an e-mail address yet.</Text>
        ) : null}
        {accounts.map(({ id, name, email, role }) => (
          <Checkbox key={id} value={id} label={`${name}, ${sayRole(role)}`} description={email} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function Next({ letters: { people, addresses, week, nextAt, nextWeekAt } }: { letters: Letters }) {
  const { timeZone } = useSession().school;
  const said = (at: number) => `${sayLongDate(at, timeZone)} at ${sayTime(at, timeZone)}`;
  const parts = [
    people.length + addresses.length > 0 && nextAt !== null
      ? `A report can next go out on ${said(nextAt)}, if one was kept the day before or earlier.`
      : '',
    week.length > 0 && nextWeekAt !== null ? `The next week is told on ${said(nextWeekAt)}.` : '',
  ].filter(part => part !== '');
  return parts.length === 0 ? null : <p className="quiet">{parts.join(' ')}</p>;
}
