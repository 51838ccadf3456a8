import { Anchor, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { narrowing, useFilters } from '../../filters.ts';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { unapprovedFilters } from './filters.ts';
import { SoftwareNav } from './SoftwareNav.tsx';
import { UnapprovedTable } from './UnapprovedTable.tsx';
import './software.css';

/** What runs and nobody approved, to be decided one by one. */
export function UnapprovedPage() {
  const [filters, setFilters] = useFilters(unapprovedFilters);
  const query = useInfiniteQuery(views.unapproved(filters));
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  const total = query.data?.pages[0]?.total;
  const narrowed = narrowing(filters).length > 0;
  const clear = () => setFilters({ search: undefined, show: undefined });
  return (
    <Page
      title="Programs not approved"
      lead="What people ran that no rule of the school allows, as computers last told. What an administrator installed for everybody needs no rule."
      actions={<Export list="/unapproved-programs" filters={filters} what="the programs" />}
    >
      <SoftwareNav />
      <search className="filter-bar">
        <FilterSearch
          label="Search by name or publisher"
          placeholder="Name or publisher"
          value={filters.search ?? ''}
          onChange={search => setFilters({ search })}
        />
        <FilterChip
          label="Show"
          all="Not decided"
          choices={[
            { value: 'refused', label: 'Refused' },
            { value: 'all', label: 'Both' },
          ]}
          value={filters.show === 'undecided' ? undefined : filters.show}
          onChange={show => setFilters({ show })}
        />
      </search>
      <p className="result-line" role="status">
        {total === undefined ? ' ' : `${plural(total, 'program')}${narrowed ? ' with these filters' : ''}`}
        {narrowed ? (
          <Button variant="subtle" size="compact-sm" onClick={clear}>
            Clear the filters
          </Button>
        ) : null}
      </p>
      <Loaded query={query} what="the programs" skeleton={<RowsSkeleton rows={10} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0) return <NoRows narrowed={narrowed} clear={clear} />;
          return (
            <>
              <UnapprovedTable rows={rows} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function NoRows({ narrowed, clear }: { narrowed: boolean; clear(): void }) {
  if (narrowed)
    return (
      <Empty
        title="No program fits these filters."
        action={
          <Button variant="default" onClick={clear}>
            Clear the filters
          </Button>
        }
      >
        There may be others; they do not match all of the filters above.
      </Empty>
    );
  return (
    <Empty title="No computer tells of a program that nobody approved.">
      Only computers that watch or enforce{' '}
      <Anchor component={Link} to="/policies/school" inherit underline="always">
        Approved programs
      </Anchor>{' '}
      tell of what ran.
    </Empty>
  );
}
