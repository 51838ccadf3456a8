import { Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'react-router';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { views } from '../../views.ts';
import { Evidence } from './Evidence.tsx';
import { GovernorLetters } from './GovernorLetters.tsx';
import { KeepReport } from './KeepReport.tsx';
import { KeptReports } from './KeptReports.tsx';
import { BackToToday } from './PromisesPage.tsx';
import './promises.css';
import './governors.css';

type Days = { day: string }[];

/** What the governors get: seen as it would be, kept for good, and fetched as a PDF. */
export function GovernorsPage() {
  const days = useQuery(views.promiseDays());
  return (
    <Page
      narrow
      title="Report to the governors"
      lead={
        <>
          A few pages in plain words. It names no person and no computer, and no number of them under 5.{' '}
          <BackToToday />
        </>
      }
    >
      <Loaded query={days} what="the kept days" skeleton={<ReportSkeleton />}>
        {({ items }) => (items.length === 0 ? <NoDayYet /> : <NewReport days={items} />)}
      </Loaded>
    </Page>
  );
}

function NoDayYet() {
  return (
    <Empty title="No day was kept yet.">
      A report is made from the promises as they stood on a kept day. They are kept once a day, in the
      afternoon, as soon as one computer reports here. Come back tomorrow.
    </Empty>
  );
}

/** The day stands in the address, so that a link shows the same report. */
function NewReport({ days }: { days: Days }) {
  const [query, setQuery] = useSearchParams();
  const newest = days[0]?.day ?? '';
  const day = query.get('day') ?? newest;
  const report = useQuery(views.governorsReport(day));
  return (
    <>
      <TextInput
        type="date"
        label="As it stood on"
        description="Any day that was kept."
        className="report-day"
        value={day}
        min={days.at(-1)?.day}
        max={newest}
        onChange={event => {
          const { value } = event.currentTarget;
          setQuery(value === '' ? {} : { day: value }, { replace: true });
        }}
      />
      <Loaded query={report} what="the report" skeleton={<ReportSkeleton />}>
        {found => (
          <>
            <KeepReport
              key={found.day}
              report={found}
              between={
                <Section title="Reports that were kept">
                  <KeptReports
                    none={
                      <p className="quiet">
                        None yet. A kept report never changes, and the next one is laid beside it.
                      </p>
                    }
                  />
                </Section>
              }
            />
            <GovernorLetters />
            <Evidence day={found.day} />
          </>
        )}
      </Loaded>
    </>
  );
}

function ReportSkeleton() {
  return <Skeleton height={420} mt="md" radius="sm" />;
}
