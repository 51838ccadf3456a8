import { Button, Group, MultiSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type SupportRulesView, supportRulesView } from '../../../../shared/protocol/api/support.ts';
import { change } from '../../api-client.ts';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

/** The tool, who is asked and who is told, and for how long it is written down. */
export function SupportRules() {
  const rules = useQuery(views.supportRules()).data;
  const may = useMay()('support.rules');
  if (rules === undefined) return null;
  const told = rules.groups.filter(({ id }) => rules.toldOnly.includes(id)).map(({ name }) => name);
  return (
    <Section title="Rules">
      <p className="tab-lead">
        {told.length === 0
          ? 'Everybody is asked before somebody looks.'
          : `The people of ${told.join(', ')} are told; everybody else is asked first.`}{' '}
        They have {plural(rules.answerMinutes, 'minute')} to answer, and no answer is a no. The register is
        kept for {plural(rules.keptYears, 'year')}.
      </p>
      {may ? <Form key={JSON.stringify(rules)} rules={rules} /> : null}
    </Section>
  );
}

function Form({ rules: { groups, ...before } }: { rules: SupportRulesView }) {
  const [now, setNow] = useState(before);
  const put = (value: typeof before) => change('PUT', '/support-sessions/rules', value, supportRulesView);
  const save = useChange({
    send: () => put(now),
    said: () => 'The rules are changed. They hold for the next time that somebody asks.',
    undo: () => () => put(before),
    touches: ['support', 'audit'],
    quiet: true,
  });
  const errors = fieldErrors(save.error);
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Stack gap="sm" maw={560}>
        <TextInput
          label="What the school’s tool is called"
          description="The person at the computer reads it."
          value={now.tool}
          onChange={event => setNow({ ...now, tool: event.currentTarget.value })}
          error={errors.tool}
        />
        <TextInput
          label="Address that opens it"
          description="{device} stands for the computer’s name, {id} for its id here. Leave it empty to open nothing."
          placeholder="https://help.example/connect?computer={device}"
          value={now.link}
          onChange={event => setNow({ ...now, link: event.currentTarget.value })}
          error={errors.link}
        />
        <MultiSelect
          label="Groups whose people are only told"
          description="Never leaders or the office: their permission is needed first."
          data={groups.map(({ id, name }) => ({ value: id, label: name }))}
          value={now.toldOnly}
          onChange={toldOnly => setNow({ ...now, toldOnly })}
          error={errors.toldOnly}
        />
        <Group gap="sm" align="flex-end">
          <NumberInput
            label="Minutes to answer"
            value={now.answerMinutes}
            onChange={value => setNow({ ...now, answerMinutes: Number(value) })}
            error={errors.answerMinutes}
            min={2}
            max={60}
            w={160}
          />
          <NumberInput
            label="Years in the register"
            value={now.keptYears}
            onChange={value => setNow({ ...now, keptYears: Number(value) })}
            error={errors.keptYears}
            min={1}
            max={75}
            w={180}
          />
          <Button
            type="submit"
            variant="default"
            loading={save.isPending}
            disabled={JSON.stringify(now) === JSON.stringify(before)}
          >
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
