import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { incidentCategories, incidentCategoryWords } from '../../../../shared/protocol/api/incidents.ts';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { ListTable, useListView } from '../../components/ListTable.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { narrowing, useFilters } from '../../filters.ts';
import { useMay } from '../../session.tsx';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { type IncidentFilters, incidentFilters } from './filters.ts';
import { incidentList } from './incident-list.tsx';
import { KeptDevices } from './KeptDevices.tsx';
import { KeptYears } from './KeptYears.tsx';
import './incidents.css';
import { WriteDialog } from './WriteDialog.tsx';

/** What went wrong, what was done about it, and whose clock runs. */
export function IncidentsPage() {
  const [filters, setFilters] = useFilters(incidentFilters);
  const [writing, setWriting] = useState(false);
  const query = useInfiniteQuery(views.incidents(filters));
  const mayWrite = useMay()('incidents.edit');
  const list = useListView(incidentList, filters);
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  const first = query.data?.pages[0];
  const narrowed = narrowing(filters).length > 0;
  const clear = () => setFilters({ search: '', status: '', category: '', clock: '', device: '' });
  return (
    <Page
      title="Incidents"
      lead="What went wrong with a computer, a password or data, and what was done. Read by the technician, the headteacher, the safeguarding lead and the data protection officer: do not write here how a pupil or a colleague behaved. Whoever of them an incident is about cannot read it, where that was said."
      actions={
        <Group gap="xs">
          <Export list="/incidents" filters={filters} what="the incidents" />
          {mayWrite ? <Button onClick={() => setWriting(true)}>Write one down</Button> : null}
        </Group>
      }
    >
      {list.views}
      <FilterBar filters={filters} setFilters={setFilters} />
      <div className="table-head">
        <p className="result-line" role="status">
          {first === undefined ? ' ' : countOf(first, narrowed)}
          {narrowed ? (
            <Button variant="subtle" size="compact-sm" onClick={clear}>
              Clear the filters
            </Button>
          ) : null}
        </p>
        {list.menu}
      </div>
      <Loaded query={query} what="the incidents" skeleton={<RowsSkeleton rows={8} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0) return <NoRows narrowed={narrowed} clear={clear} />;
          return (
            <>
              <ListTable shape={incidentList} rows={rows} shown={list.shown} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      <KeptDevices />
      <KeptYears />
      {writing ? <WriteDialog onClose={() => setWriting(false)} /> : null}
    </Page>
  );
}

function countOf(
  { total, open, overdue }: { total: number; open: number; overdue: number },
  narrowed: boolean,
) {
  const clocks = overdue === 0 ? '' : `, ${plural(overdue, 'clock has', 'clocks have')} run out`;
  if (narrowed) return `${plural(total, 'incident')} with these filters`;
  return `${plural(open, 'open incident')}${clocks}`;
}

interface BarProps {
  filters: IncidentFilters;
  setFilters(change: IncidentFilters): void;
}

function FilterBar({ filters, setFilters }: BarProps) {
  return (
    <search className="filter-bar">
      <FilterSearch
        label="Search by number, what happened, device or reporter"
        placeholder="Number, what happened, device…"
        value={filters.search ?? ''}
        onChange={search => setFilters({ search })}
      />
      <FilterChip
        label="Status"
        all="Open"
        choices={[
          { value: 'closed', label: 'Closed' },
          { value: 'all', label: 'Open and closed' },
        ]}
        value={filters.status === 'open' ? undefined : filters.status}
        onChange={status => setFilters({ status: status ?? '' })}
      />
      <FilterChip
        label="What it is"
        all="Anything"
        choices={incidentCategories.map(value => ({ value, label: incidentCategoryWords[value] }))}
        value={filters.category}
        onChange={category => setFilters({ category: category ?? '' })}
      />
      <FilterChip
        label="Clock"
        all="Any clock"
        choices={[
          { value: 'running', label: 'Password not changed yet' },
          { value: 'overdue', label: 'Not changed in 24 hours' },
        ]}
        value={filters.clock}
        onChange={clock => setFilters({ clock: clock ?? '' })}
      />
    </search>
  );
}

function NoRows({ narrowed, clear }: { narrowed: boolean; clear(): void }) {
  if (!narrowed)
    return (
      <Empty title="No incident is open.">
        What a computer finds by itself, what somebody reports at a computer and what is written down here
        stands in this list until it is closed.
      </Empty>
    );
  return (
    <Empty
      title="No incident fits these filters."
      action={<Button onClick={clear}>Clear the filters</Button>}
    >
      Closed ones are listed when you ask for them.
    </Empty>
  );
}
