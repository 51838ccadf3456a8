import { Anchor, Button, Group, Tabs } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { loanQuery, loanViews } from '../../../../shared/protocol/api/loans.ts';
import { Export } from '../../components/Export.tsx';
import { FilterSearch } from '../../components/Filters.tsx';
import { useListView } from '../../components/ListTable.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page } from '../../components/Page.tsx';
import { useFilters } from '../../filters.ts';
import { useMay } from '../../session.tsx';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { views } from '../../views.ts';
import { LoanTable, loanList } from './LoanTable.tsx';
import './loans.css';

const viewWords: Record<(typeof loanViews)[number], string> = {
  now: 'On loan',
  overdue: 'Overdue',
  waiting: 'Waiting',
  ended: 'Ended',
  all: 'All',
};

const { view, search } = loanQuery.shape;
const loanFilters = { view: view.unwrap(), search };

/** Who has what, what is overdue, what waits. */
export function LoansPage() {
  const [filters, setFilters] = useFilters(loanFilters);
  const view = loanViews.find(one => one === filters.view) ?? 'now';
  const search = filters.search ?? '';
  const query = useInfiniteQuery(views.loans({ view, search: search || undefined }));
  const counts = query.data?.pages[0]?.counts;
  const list = useListView(loanList, filters);
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  return (
    <Page
      title="Loans"
      lead="Who has what, since when, and when it is due back."
      actions={<Actions filters={{ view, search }} />}
    >
      {(query.data?.pages[0]?.yours ?? []).map(one => (
        <Notice key={one.id} tone="caution" title="Waiting for you">
          <Link to={`/loans/${one.id}`}>
            Say whether what {one.holder} asked for may leave the school (loan {one.number})
          </Link>
        </Notice>
      ))}
      {list.views}
      <search className="filter-bar">
        <FilterSearch
          label="Search loans by holder, purpose or tag"
          placeholder="Holder, purpose, tag…"
          value={search}
          onChange={search => setFilters({ search })}
        />
        {list.menu}
      </search>
      <Tabs
        value={view}
        onChange={value => setFilters({ view: value === 'now' ? '' : (value ?? '') })}
        className="tabs"
      >
        <Tabs.List mb="md">
          {loanViews.map(one => (
            <Tabs.Tab key={one} value={one}>
              {viewWords[one]}
              <Count counts={counts} view={one} />
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={view}>
          <Loaded query={query} what="the loans" skeleton={<RowsSkeleton rows={8} />}>
            {data => {
              const rows = data.pages.flatMap(page => page.items);
              return rows.length === 0 ? (
                <NoRows view={view} search={search} clear={() => setFilters({ search: '' })} />
              ) : (
                <>
                  <LoanTable rows={rows} shown={list.shown} />
                  <More query={query} />
                </>
              );
            }}
          </Loaded>
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}

interface CountProps {
  counts: { now: number; overdue: number; waiting: number } | undefined;
  view: LoanView;
}
type LoanView = (typeof loanViews)[number];

function Count({ counts, view }: CountProps) {
  if (counts === undefined || view === 'ended' || view === 'all') return null;
  return <span className="tab-count">{counts[view]}</span>;
}

function Actions({ filters }: { filters: Record<string, string> }) {
  const may = useMay();
  return (
    <Group gap="xs" className="asset-actions">
      <Button component={Link} to="/people/everybody" variant="default">
        People
      </Button>
      <Button component={Link} to="/loans/sets" variant="default">
        Trolleys and sets
      </Button>
      <Button component={Link} to="/loans/agreement" variant="default">
        Agreement
      </Button>
      <Export list="/loans" filters={filters} what="the loans" />
      {may('loans.edit') ? (
        <Button component={Link} to="/loans/new">
          New loan
        </Button>
      ) : null}
    </Group>
  );
}

function NoRows({ view, search, clear }: { view: LoanView; search: string; clear(): void }) {
  const may = useMay();
  if (search !== '')
    return (
      <Empty title={`No loan fits “${search}”.`} action={<Button onClick={clear}>Clear the search</Button>}>
        Only what is under “{viewWords[view]}” was searched.
      </Empty>
    );
  if (view === 'overdue') return <Empty title="Nothing is overdue." />;
  if (view === 'waiting')
    return (
      <Empty title="Nothing waits.">Loans that wait for an approval or to be handed over are here.</Empty>
    );
  if (view === 'ended') return <Empty title="No loan has ended yet." />;
  return (
    <Empty
      title="Nothing is on loan."
      action={
        may('loans.edit') ? (
          <Button component={Link} to="/loans/new">
            Lend something
          </Button>
        ) : undefined
      }
    >
      A loan hands over one thing or a whole trolley with one signature, and the register knows who has it.
      The list of people comes first:{' '}
      <Anchor component={Link} to="/people/everybody" inherit underline="always">
        enter or import them
      </Anchor>
      .
    </Empty>
  );
}
