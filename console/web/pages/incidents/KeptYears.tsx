import { Button, Group, NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type IncidentRules, incidentRules } from '../../../../shared/protocol/api/incidents.ts';
import { change } from '../../api-client.ts';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

/** How long closed incidents stay; who answers for the data may change it. */
export function KeptYears() {
  const rules = useQuery(views.incidentRules()).data;
  const may = useMay()('incidents.rules');
  if (rules === undefined) return null;
  return (
    <Section title="How long they are kept">
      <p className="tab-lead">
        A closed incident is forgotten, with its notes, {plural(rules.keptYears, 'year')} after it was closed.
        An open one is never forgotten.
      </p>
      {may ? <Years key={rules.keptYears} rules={rules} /> : null}
    </Section>
  );
}

function Years({ rules }: { rules: IncidentRules }) {
  const [years, setYears] = useState<number | string>(rules.keptYears);
  const put = (keptYears: number) => change('PUT', '/incidents/rules', { keptYears }, incidentRules);
  const save = useChange({
    send: (value: number) => put(value),
    said: result => `Closed incidents are kept for ${plural(result.keptYears, 'year')}.`,
    undo: () => () => put(rules.keptYears),
    touches: ['incidents', 'audit'],
    quiet: true,
  });
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(Number(years));
      }}
    >
      <Group align="flex-end" gap="sm">
        <NumberInput
          label="Years, by the school’s own schedule"
          value={years}
          onChange={setYears}
          error={fieldErrors(save.error).keptYears}
          min={1}
          max={75}
          w={260}
        />
        <Button type="submit" variant="default" loading={save.isPending} disabled={years === rules.keptYears}>
          Save
        </Button>
      </Group>
    </form>
  );
}
