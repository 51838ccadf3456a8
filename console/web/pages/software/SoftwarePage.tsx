import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { sourceWords } from '../../../../shared/protocol/api/software.ts';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { ListTable, useListView } from '../../components/ListTable.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { narrowing, useFilters } from '../../filters.ts';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { type Filters, titleFilters } from './filters.ts';
import { SoftwareNav } from './SoftwareNav.tsx';
import { titleList } from './titles.tsx';

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
  const list = useListView(titleList, filters);
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
      {list.views}
      <div className="software-bar">
        <Bar filters={filters} setFilters={setFilters} />
        <div className="table-head">
          <p className="result-line" role="status">
            {total === undefined ? ' ' : `${plural(total, 'title')}${narrowed ? ' with these filters' : ''}`}
            {narrowed ? (
              <Button variant="subtle" size="compact-sm" onClick={clear}>
                Clear the filters
              </Button>
            ) : null}
          </p>
          {list.menu}
        </div>
      </div>
      <Loaded query={query} what="the titles" skeleton={<RowsSkeleton rows={14} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0) return <NoRows narrowed={narrowed} clear={clear} />;
          return (
            <>
              <ListTable shape={titleList} rows={rows} shown={list.shown} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
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
