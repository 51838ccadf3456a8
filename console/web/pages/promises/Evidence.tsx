import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { apiPath } from '../../api-client.ts';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** What an auditor or insurer takes away, and how they know that it is ours. */
export function Evidence({ day }: { day: string }) {
  const byComputer = useMay()('devices.read');
  const key = useQuery(views.evidenceKey()).data?.key;
  return (
    <div className="no-print">
      <Section title="For an auditor or insurer">
        <p>
          The evidence of {sayDay(day)} with exact figures, by promise, by standard and by group
          {byComputer ? ' and, as of now, by computer' : ''}, signed by this console. Whoever gets it checks
          it without us: <code>caretaker verify FILE.zip</code> says whether one byte was altered.
        </p>
        {key === undefined ? null : (
          <p className="quiet">
            Read them this console’s key, so that they know it is ours: <code>{key}</code>
          </p>
        )}
        <Button
          component="a"
          variant="default"
          mt="sm"
          href={apiPath(`/promises/days/${day}/evidence`)}
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          Evidence (ZIP)
        </Button>
      </Section>
    </div>
  );
}
