import { Anchor, Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { VulnerabilitySummary } from '../../../../shared/protocol/api/vulnerabilities.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { narrowing, useFilters } from '../../filters.ts';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { SoftwareNav } from '../software/SoftwareNav.tsx';
import { type Filters, vulnerabilityFilters } from './filters.ts';
import { VulnerabilityTable } from './VulnerabilityTable.tsx';
import { severityChoices } from './words.tsx';

const shows = [
  { value: 'overdue', label: 'Overdue' },
  { value: 'to_check', label: 'To check by hand' },
  { value: 'accepted', label: 'Accepted for a time' },
  { value: 'not_affected', label: 'Not affected' },
  { value: 'fixed', label: 'Mended' },
  { value: 'all', label: 'All' },
];

/** What is known against the software of the fleet, and what was decided. */
export function VulnerabilitiesPage() {
  const [filters, setFilters] = useFilters(vulnerabilityFilters);
  const summary = useQuery(views.vulnerabilitySummary());
  const query = useInfiniteQuery(views.vulnerabilities(filters));
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  const total = query.data?.pages[0]?.total;
  const narrowed = narrowing(filters).length > 0;
  const nothingRead = summary.data?.lastReadAt === null;
  const clear = () => setFilters({ search: undefined, show: undefined, severity: undefined });
  return (
    <Page
      title="Vulnerabilities"
      lead="What advisories say against what is installed, and what was decided."
      actions={<Export list="/vulnerabilities" filters={filters} what="the vulnerabilities" />}
    >
      <SoftwareNav />
      <Loaded query={summary} what="the figures" skeleton={<RowsSkeleton rows={1} />}>
        {data => <Figures summary={data} />}
      </Loaded>
      <Bar filters={filters} setFilters={setFilters} />
      <p className="result-line" role="status">
        {total === undefined || nothingRead
          ? ' '
          : `${plural(total, 'vulnerability', 'vulnerabilities')}${narrowed ? ' with these filters' : ' open'}`}
        {narrowed ? (
          <Button variant="subtle" size="compact-sm" onClick={clear}>
            Clear the filters
          </Button>
        ) : null}
      </p>
      <Loaded query={query} what="the vulnerabilities" skeleton={<RowsSkeleton rows={12} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0) return <NoRows narrowed={narrowed} clear={clear} summary={summary.data} />;
          return (
            <>
              <VulnerabilityTable rows={rows} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** Before anything was read nothing is known: a nought would say that all is well. */
function Figures({ summary }: { summary: VulnerabilitySummary }) {
  const { medianDaysToFix: median, oldestSeenAt: oldest, lastReadAt } = summary;
  const counted = (value: number, to?: string): ReactNode => {
    if (lastReadAt === null) return <Unread />;
    return to === undefined ? value : <Anchored to={to} value={value} />;
  };
  const figures: [string, ReactNode][] = [
    ['open', counted(summary.open, '/vulnerabilities')],
    ['overdue', counted(summary.overdue, '/vulnerabilities?show=overdue')],
    ['known to be exploited', counted(summary.exploited)],
    ['to check by hand', counted(summary.toCheck, '/vulnerabilities?show=to_check')],
    ['accepted for a time', counted(summary.accepted, '/vulnerabilities?show=accepted')],
    [
      median === null
        ? 'time to fix: nothing was mended yet'
        : `days to fix, the middle of ${summary.fixedInYear}`,
      median ?? '–',
    ],
  ];
  return (
    <>
      <dl className="software-figures">
        {figures.map(([words, value]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="quiet">
        {oldest === null ? null : (
          <>
            The oldest open one was found here <Ago at={oldest} />.{' '}
          </>
        )}
        {lastReadAt === null ? (
          'No advisories were read yet, so none of this is known. '
        ) : (
          <>
            Advisories were last read <Ago at={lastReadAt} />.{' '}
          </>
        )}
        <Anchor component={Link} to="/vulnerabilities/advisories" inherit underline="always">
          {lastReadAt === null ? 'Give a file of advisories' : 'What was read, and about which systems'}
        </Anchor>
      </p>
    </>
  );
}

const Unread = () => (
  <>
    <span aria-hidden>–</span>
    <span className="hidden-words">not known:</span>
  </>
);

const Anchored = ({ to, value }: { to: string; value: number }) => (
  <Anchor component={Link} to={to} inherit>
    {value}
  </Anchor>
);

function Bar({ filters, setFilters }: { filters: Filters; setFilters(change: Filters): void }) {
  return (
    <search className="filter-bar">
      <FilterSearch
        label="Search vulnerabilities by title, package, advisory or CVE"
        placeholder="Title, advisory or CVE"
        value={filters.search ?? ''}
        onChange={search => setFilters({ search })}
      />
      <FilterChip
        label="Show"
        all="Open"
        choices={shows}
        value={filters.show === 'open' ? undefined : filters.show}
        onChange={show => setFilters({ show })}
      />
      <FilterChip
        label="Severity"
        all="Any severity"
        choices={severityChoices}
        value={filters.severity}
        onChange={severity => setFilters({ severity })}
      />
    </search>
  );
}

interface NoRowsProps {
  narrowed: boolean;
  clear(): void;
  summary: VulnerabilitySummary | undefined;
}

/** Nothing found is only good news where something was read. */
function NoRows({ narrowed, clear, summary }: NoRowsProps) {
  if (narrowed)
    return (
      <Empty title="None fits these filters." action={<Button onClick={clear}>Clear the filters</Button>}>
        There may be others; they do not match all of the filters above.
      </Empty>
    );
  if (summary?.lastReadAt === null)
    return (
      <Empty
        title="Nothing is known yet."
        action={
          <Button component={Link} to="/vulnerabilities/advisories">
            Give a file of advisories
          </Button>
        }
      >
        The console compares what is installed with published advisories. It has read none so far.
      </Empty>
    );
  const blind = summary?.coverage.filter(({ how }) => how === 'not_read' || how === 'none') ?? [];
  const devices = blind.reduce((sum, one) => sum + one.devices, 0);
  return (
    <Empty title="Nothing open from the advisories that were read.">
      {devices === 0
        ? 'Every system of the fleet is covered by them.'
        : `${plural(devices, 'device')} ${devices === 1 ? 'has' : 'have'} a system that they do not speak of, so nothing is known there.`}
    </Empty>
  );
}
