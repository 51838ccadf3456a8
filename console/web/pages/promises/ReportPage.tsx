import { Anchor, Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { apiPath } from '../../api-client.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay, useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { views } from '../../views.ts';
import { PrintButton } from './PromisesPage.tsx';
import { ReportSheet } from './ReportSheet.tsx';
import './promises.css';
import './governors.css';

/** One kept report, as it was kept: what a governor came for. */
export function ReportPage() {
  const { number = '' } = useParams();
  const query = useQuery(views.keptReport(number));
  const { timeZone } = useSession().school;
  const all = useMay()('promises.read') ? '/promises/report' : '/reports';
  const file = (kind: string) => apiPath(`/governors-reports/${number}/${kind}`);
  return (
    <Page
      narrow
      title={query.data === undefined ? 'Report to the governors' : titleOf(query.data)}
      lead={
        <>
          {query.data === undefined
            ? ''
            : `Kept by ${query.data.keptBy} on ${sayDate(query.data.keptAt, timeZone)}. It does not change any more. `}
          <Anchor component={Link} to={all} inherit underline="always" className="no-print">
            All reports
          </Anchor>
        </>
      }
      actions={<PrintButton />}
    >
      <Loaded query={query} what="the report" skeleton={<RowsSkeleton rows={6} height={60} />}>
        {({ report }) => (
          <>
            <Group gap="xs" className="no-print">
              {(['pdf', 'csv'] as const).map(kind => (
                <Button
                  key={kind}
                  component="a"
                  variant="default"
                  href={file(kind)}
                  leftSection={<IconDownload size={16} aria-hidden />}
                >
                  {kind === 'pdf' ? 'PDF' : 'Spreadsheet (CSV)'}
                </Button>
              ))}
            </Group>
            <Section title="What it says">
              <ReportSheet report={report} />
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  );
}

const titleOf = ({ number, day }: { number: number; day: string }) =>
  `Report ${number} to the governors, ${sayDay(day)}`;
