import { Anchor, Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { sourceWords, type TitleRow } from '../../../../shared/protocol/api/software.ts';
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
import { type Filters, titleFilters } from './filters.ts';
import { SoftwareNav } from './SoftwareNav.tsx';
import { SupportWords } from './SupportWords.tsx';

const shows = [
  { value: 'vulnerable', label: 'With vulnerabilities' },
  { value: 'to_check', label: 'To check by hand' },
  { value: 'unsupported', label: 'No longer supported' },
  { value: 'no_assessment', label: 'Personal data, no risk assessment' },
  { value: 'no_dpia', label: 'Personal data, no DPIA' },
  { value: 'review_due', label: 'Review overdue' },
  { value: 'over_seats', label: 'More devices than seats' },
  { value: 'on_own_devices', label: 'For school devices only, on people’s own' },
];
const sources = Object.entries(sourceWords).map(([value, label]) => ({ value, label }));
const sorts = [
  { value: 'name', label: 'By name' },
  { value: 'devices', label: 'On most devices' },
  { value: 'firstSeen', label: 'Newest here' },
];

/** Titles across the fleet, what matters first. */
export function SoftwarePage() {
  const [filters, setFilters] = useFilters(titleFilters);
  const query = useInfiniteQuery(views.titles(filters));
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  const total = query.data?.pages[0]?.total;
  const narrowed = narrowing(filters).length > 0;
  const clear = () => setFilters({ search: undefined, show: undefined, source: undefined });
  return (
    <Page
      title="Software"
      actions={
        <Group gap="xs">
          <Export list="/software" filters={filters} what="the titles" />
        </Group>
      }
    >
      <SoftwareNav />
      <NotApproved />
      <div className="software-bar">
        <Bar filters={filters} setFilters={setFilters} />
        <p className="result-line" role="status">
          {total === undefined ? ' ' : `${plural(total, 'title')}${narrowed ? ' with these filters' : ''}`}
          {narrowed ? (
            <Button variant="subtle" size="compact-sm" onClick={clear}>
              Clear the filters
            </Button>
          ) : null}
        </p>
      </div>
      <Loaded query={query} what="the titles" skeleton={<RowsSkeleton rows={14} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0) return <NoRows narrowed={narrowed} clear={clear} />;
          return (
            <>
              <Table rows={rows} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

/** What matters most, before the list: it runs, and nobody said that it may. */
function NotApproved() {
  const total = useInfiniteQuery(views.unapproved({})).data?.pages[0]?.total ?? 0;
  if (total === 0) return null;
  return (
    <p className="software-first">
      <Anchor component={Link} to="/software/not-approved" inherit underline="always">
        {total === 1 ? '1 program runs' : `${total} programs run`} without anybody having approved{' '}
        {total === 1 ? 'it' : 'them'}
      </Anchor>
    </p>
  );
}

function Bar({ filters, setFilters }: { filters: Filters; setFilters(change: Filters): void }) {
  return (
    <search className="filter-bar">
      <FilterSearch
        label="Search titles by name or publisher"
        placeholder="Name or publisher"
        value={filters.search ?? ''}
        onChange={search => setFilters({ search })}
      />
      <FilterChip
        label="Show"
        all="All titles"
        choices={shows}
        value={filters.show === 'all' ? undefined : filters.show}
        onChange={show => setFilters({ show })}
      />
      <FilterChip
        label="From"
        all="Every source"
        choices={sources}
        value={filters.source}
        onChange={source => setFilters({ source })}
      />
      <FilterChip
        label="Order"
        all="What matters first"
        choices={sorts}
        value={filters.sort === 'matter' ? undefined : filters.sort}
        onChange={sort => setFilters({ sort })}
      />
    </search>
  );
}

function Table({ rows }: { rows: TitleRow[] }) {
  return (
    <table className="device-table list-table software-table" data-row-of="titles">
      <caption className="hidden-words">Titles</caption>
      <thead>
        <tr>
          <th scope="col">Title</th>
          <th scope="col">Publisher</th>
          <th scope="col">Version</th>
          <th scope="col" className="number">
            Devices
          </th>
          <th scope="col">First seen</th>
          <th scope="col">Vulnerabilities</th>
          <th scope="col">Supported</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.id}>
            <td>
              <Link to={`/software/${row.id}`} className="row-link" title={row.name} data-row>
                {row.name}
              </Link>
            </td>
            <td data-label="Publisher" className="on-one-line" title={row.publisher ?? undefined}>
              {row.publisher ?? '–'}
            </td>
            <td data-label="Version" className={row.version === null ? 'on-one-line' : 'long-word'}>
              {row.version ?? plural(row.versions, 'version')}
            </td>
            <td data-label="Devices" className="number">
              {row.devices}
              {row.seats !== null && row.seats < row.devices ? (
                <span className="quiet"> of {plural(row.seats, 'seat')}</span>
              ) : null}
            </td>
            <td data-label="First seen" className="on-one-line">
              <Ago at={row.firstSeenAt} />
            </td>
            <td data-label="Vulnerabilities">
              <Weak row={row} />
            </td>
            <td data-label="Supported" className="on-one-line">
              <SupportWords support={row.support} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Weak({ row }: { row: TitleRow }) {
  if (row.open > 0)
    return (
      <span className="severity" data-grave={row.grave > 0 ? 'true' : 'caution'}>
        {row.open} open{row.exploited > 0 ? ', exploited' : ''}
      </span>
    );
  if (row.toCheck > 0)
    return (
      <span className="severity" data-grave="caution">
        {row.toCheck} to check
      </span>
    );
  return <span className="quiet">{row.covered ? 'none known' : 'not looked for'}</span>;
}

function NoRows({ narrowed, clear }: { narrowed: boolean; clear(): void }) {
  if (narrowed)
    return (
      <Empty title="No title fits these filters." action={<Button onClick={clear}>Clear the filters</Button>}>
        There are other titles; they do not match all of the filters above.
      </Empty>
    );
  return (
    <Empty
      title="No software yet."
      action={
        <Button component={Link} to="/enrolment-codes">
          Make an enrolment code
        </Button>
      }
    >
      Every device sends the list of what is installed with its first report. Titles appear here by
      themselves.
    </Empty>
  );
}
