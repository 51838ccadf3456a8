import { Button, Group, NativeSelect } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import {
  type FrameworkKey,
  frameworkKey,
  frameworkKeys,
  frameworks,
} from '../../../../shared/clauses/frameworks.ts';
import { apiPath } from '../../api-client.ts';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** Of a day of which only the page is left. */
export const NoEvidence = () => (
  <div className="no-print">
    <Section title="Evidence to give away">
      <p>
        What each computer had said by this day is not kept any more, so no evidence is made of it. The page
        and its seal stay as they were.
      </p>
    </Section>
  </div>
);

/** What an auditor or insurer takes away, and how they know that it is ours. */
export function Evidence({ day }: { day: string }) {
  const byComputer = useMay()('devices.read');
  const [whom, setWhom] = useState<FrameworkKey>('auditor');
  const key = useQuery(views.evidenceKey()).data?.key;
  return (
    <div className="no-print">
      <Section title="Evidence to give away">
        <p>
          One file for those who ask for proof: how each question was answered on {sayDay(day)}, with exact
          figures, who is let off and what is missing{byComputer ? ', and each computer behind them' : ''}.
        </p>
        <p>Start with “read-me-first”. It says how to see, without us, if one letter was changed.</p>
        {key === undefined ? null : (
          <p className="quiet">
            Read this out to them, so that they know it is ours: <code>{key}</code>
          </p>
        )}
        <Group align="end" mt="sm">
          <NativeSelect
            label="For whom"
            value={whom}
            onChange={event => setWhom(frameworkKey.parse(event.currentTarget.value))}
            data={frameworkKeys.map(value => ({ value, label: frameworks[value].title }))}
          />
          <Button
            component="a"
            variant="default"
            href={apiPath(`/promises/days/${day}/evidence?for=${whom}`)}
            leftSection={<IconDownload size={16} aria-hidden />}
          >
            Evidence (ZIP)
          </Button>
        </Group>
        <p className="quiet">{frameworks[whom].about}</p>
      </Section>
    </div>
  );
}
