import { Button, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { plainMoney, readMoney, sayMoney } from '../../../../shared/assets/money.ts';
import { isLooser, limitDays } from '../../../../shared/disposals/limit.ts';
import {
  type Category,
  categories,
  categoryMeaning,
  categoryWords,
} from '../../../../shared/disposals/methods.ts';
import type { DisposalRules } from '../../../../shared/protocol/api/disposal-inputs.ts';
import { tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Section } from '../../components/Page.tsx';
import { Question, useQuestion } from '../../components/Question.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** The school's own rules, as sentences; changed in one form. */
export function RulesPart() {
  const query = useQuery(views.disposalRules());
  const [editing, setEditing] = useState(false);
  const edit = useMay()('disposals.edit');
  const question = useQuestion('disposal-rules', ['disposal-rules']);
  return (
    <Section title="The school’s rules">
      <Loaded query={query} what="the rules" skeleton={<RowsSkeleton rows={3} />}>
        {rules => (
          <>
            <ul className="plain-list">
              <li>
                {rules.governorsFrom === null
                  ? 'The governors need not agree to a write-off.'
                  : `The governors have to agree to a write-off from ${sayMoney(rules.governorsFrom)}. What is asked for within ${limitDays} days counts together, and a thing whose value is not known counts as above.`}
              </li>
              <li>
                Papers are kept as long as the law asks
                {rules.ownYears === 0 ? '.' : `, and at least ${rules.ownYears} years.`}
              </li>
              <li>
                Storage leaves with at least {categoryWords[rules.least]}, which{' '}
                {categoryMeaning[rules.least]}.
              </li>
              <li>What whoever collects accepts:</li>
            </ul>
            <blockquote className="acceptance">{rules.acceptance}</blockquote>
            {question === undefined ? null : <Question waits={question} />}
            {edit && question === undefined ? (
              <Button variant="default" mt="sm" onClick={() => setEditing(true)}>
                Change the rules
              </Button>
            ) : null}
            {editing ? <RulesDialog rules={rules} onClose={() => setEditing(false)} /> : null}
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** Asked once, with what we suggest chosen; until somebody answers, an overwrite is enough. */
export function LeastQuestion() {
  const { data: rules } = useQuery(views.disposalRules());
  const [deciding, setDeciding] = useState(false);
  const edit = useMay()('disposals.edit');
  return (
    <Section title="A question for the school">
      <p>
        <strong>How much has to be done to storage before it leaves?</strong> Nobody has decided it here, so
        for now {categoryWords.clear} is enough: it {categoryMeaning.clear}, and an overwrite is that. For
        storage that held what a school knows of its pupils and staff, and that leaves its hands, we suggest{' '}
        {categoryWords.purge}: it {categoryMeaning.purge}, by the drive’s own sanitise command or a
        cryptographic erase. NIST SP 800-88 lets the choice depend on exactly these two things.
      </p>
      {edit && rules !== undefined ? (
        <Button variant="default" mt="sm" onClick={() => setDeciding(true)}>
          Decide
        </Button>
      ) : null}
      {deciding && rules !== undefined ? (
        <RulesDialog rules={rules} suggested="purge" onClose={() => setDeciding(false)} />
      ) : null}
    </Section>
  );
}

interface DialogProps {
  rules: DisposalRules;
  /** Chosen to begin with, where nobody has decided. */
  suggested?: Category;
  onClose(): void;
}

function RulesDialog({ rules, suggested = rules.least, onClose }: DialogProps) {
  const [limit, setLimit] = useState(rules.governorsFrom === null ? '' : plainMoney(rules.governorsFrom));
  const [years, setYears] = useState<number | string>(rules.ownYears);
  const [least, setLeast] = useState<Category>(suggested);
  const [acceptance, setAcceptance] = useState(rules.acceptance);
  const read = limit.trim() === '' ? null : readMoney(limit);
  const problem = read !== null && typeof read === 'object' ? read.problem : undefined;
  const governorsFrom = typeof read === 'object' && read !== null ? -1 : read;
  const looser = problem === undefined && isLooser(rules, { governorsFrom, least });
  return (
    <FormDialog
      after={
        looser
          ? 'This asks for less than now, so the headteacher has to agree first. Until then the old rules hold, all of them.'
          : 'It can be changed again at any time. To ask for less than now, the headteacher has to agree.'
      }
      title="The school’s rules"
      verb={looser ? 'Ask the headteacher' : 'Save'}
      said={
        looser
          ? 'Asked. The headteacher has to agree.'
          : 'Saved. It holds from now on; what was signed keeps its own words.'
      }
      onClose={onClose}
      send={() =>
        tell('PUT', '/disposals/rules', {
          governorsFrom,
          ownYears: years === '' ? null : Number(years),
          least,
          acceptance,
        })
      }
    >
      {wrong => (
        <Stack gap="sm">
          <TextInput
            label="Governors have to agree from a book value of (£)"
            description={`Empty: never. What is asked for within ${limitDays} days counts together`}
            value={limit}
            error={problem ?? wrong.governorsFrom}
            onChange={event => setLimit(event.currentTarget.value)}
            data-autofocus
          />
          <NumberInput
            label="Keep papers at least this many years"
            description="The law asks for two or three; many schools keep six"
            min={0}
            max={30}
            value={years}
            error={wrong.ownYears}
            onChange={setYears}
          />
          <NativeSelect
            label="The least that is done to storage before it leaves"
            description="A contractor’s certificate has to say as much"
            data={categories.map(value => ({
              value,
              label: `${categoryWords[value]}: ${categoryMeaning[value]}`,
            }))}
            value={least}
            onChange={event => setLeast(event.currentTarget.value as Category)}
          />
          <Textarea
            label="What whoever collects accepts and signs"
            autosize
            minRows={5}
            maxLength={2000}
            value={acceptance}
            error={wrong.acceptance}
            onChange={event => setAcceptance(event.currentTarget.value)}
          />
        </Stack>
      )}
    </FormDialog>
  );
}
