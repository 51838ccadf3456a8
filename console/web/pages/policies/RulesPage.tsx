import { Anchor, Button, NumberInput, Radio, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { type PolicyRules, policyRules } from '../../../../shared/protocol/api/policies.ts';
import { change } from '../../api-client.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import './policies.css';
import { RingFields } from './RingFields.tsx';

/** When a second person is asked, and how changes usually go out. */
export function RulesPage() {
  const query = useQuery(views.policyRules());
  return (
    <Page
      title="Rules for changes"
      lead={
        <Anchor component={Link} to="/policies" size="sm">
          All policies
        </Anchor>
      }
      narrow
    >
      <Loaded query={query} what="the rules" skeleton={<RowsSkeleton rows={4} height={60} />}>
        {rules => <Form rules={rules} />}
      </Loaded>
    </Page>
  );
}

function Form({ rules }: { rules: PolicyRules }) {
  const may = useMay();
  const mayEdit = may('policies.edit');
  const mayAsk = may('policies.approve');
  const [value, write, forget] = useDraft<PolicyRules>('policy-rules', rules);
  const save = useChange({
    send: () => change('PATCH', '/policies/rules', value, policyRules),
    said: () => 'Saved.',
    undo: () => () => change('PATCH', '/policies/rules', rules, policyRules),
    touches: ['policies'],
    quiet: true,
    done: forget,
  });
  const fields = fieldErrors(save.error);
  const number = (name: 'watchMinutes' | 'haltPercent') => (next: number | string) =>
    typeof next === 'number' ? write({ [name]: next }) : undefined;
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="lg">
        <Radio.Group
          label="A second person has to agree"
          description="Somebody else who may: another technician, or the headteacher. Where there is nobody else, the change log says so instead. Only the headteacher can ask for it less often."
          error={fields.secondPerson}
          value={value.secondPerson}
          onChange={next => write({ secondPerson: next as PolicyRules['secondPerson'] })}
        >
          <Stack gap={6} mt={8}>
            <Radio disabled={!mayAsk} value="enforce" label="To what is enforced, or no longer enforced" />
            <Radio disabled={!mayAsk} value="always" label="To every change" />
            <Radio disabled={!mayAsk} value="never" label="Never" />
          </Stack>
        </Radio.Group>
        {mayEdit ? (
          <RingFields rings={value.rings} onChange={rings => write({ rings })} problem={fields.rings} />
        ) : null}
        <NumberInput
          label="Watch the last ring for, in minutes"
          description="What is enforced is taken back by itself when devices get worse in this time."
          className="short-input"
          min={0}
          max={20_160}
          clampBehavior="strict"
          disabled={!mayEdit}
          value={value.watchMinutes}
          error={fields.watchMinutes}
          onChange={number('watchMinutes')}
        />
        <NumberInput
          label="Take it back when so many per cent of devices get worse"
          description="Beyond what the what-if said; never for a single device among many."
          className="short-input"
          min={1}
          max={100}
          clampBehavior="strict"
          disabled={!mayEdit}
          value={value.haltPercent}
          error={fields.haltPercent}
          onChange={number('haltPercent')}
        />
        {mayAsk ? (
          <div>
            <Button type="submit" loading={save.isPending}>
              Save the rules
            </Button>
          </div>
        ) : null}
      </Stack>
    </form>
  );
}
