import { Anchor } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { itemStates, itemWords } from '../../../../shared/disposals/steps.ts';
import type { DisposalThing } from '../../../../shared/protocol/api/disposal-list.ts';
import { Moment } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { views } from '../../views.ts';
import { AllDisposals } from './words.tsx';
import './disposals.css';

/** Everything that was ever to leave: the way back from a tag or a serial number to its proof. */
export function ThingsPage() {
  const [address, setAddress] = useSearchParams();
  const state = itemStates.find(one => one === address.get('state'));
  const search = address.get('search') ?? '';
  const write = (change: Record<string, string | undefined>) => {
    const all = Object.entries({ state, search, ...change });
    setAddress(Object.fromEntries(all.flatMap(([name, value]) => (value ? [[name, value]] : []))), {
      replace: true,
    });
  };
  const query = useInfiniteQuery(views.disposalThings({ state, search: search || undefined }));
  const narrowed = state !== undefined || search !== '';
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  return (
    <Page
      title="Left and leaving"
      lead={<AllDisposals />}
      actions={<Export list="/disposals" what="the things" />}
    >
      <search className="filter-bar">
        <FilterSearch
          label="Search by tag, serial number, reason or who got it"
          placeholder="Tag, serial number, who got it…"
          value={search}
          onChange={value => write({ search: value })}
        />
        <FilterChip
          label="State"
          all="All states"
          choices={itemStates.map(value => ({ value, label: itemWords[value] }))}
          value={state}
          onChange={value => write({ state: value })}
        />
      </search>
      <Loaded query={query} what="what left" skeleton={<RowsSkeleton rows={8} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0) return <None narrowed={narrowed} />;
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

const None = ({ narrowed }: { narrowed: boolean }) => (
  <Empty title={narrowed ? 'Nothing like this was ever to leave.' : 'Nothing was ever to leave.'}>
    {narrowed
      ? 'The serial number of a drive finds the thing that it was in, too.'
      : 'What is asked to be written off stands here for good, also when it is kept after all.'}
  </Empty>
);

function Table({ rows }: { rows: readonly DisposalThing[] }) {
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Everything that was ever to leave</caption>
      <thead>
        <tr>
          <th scope="col">Tag</th>
          <th scope="col">What</th>
          <th scope="col">Serial</th>
          <th scope="col">State</th>
          <th scope="col">Went to</th>
          <th scope="col">Papers</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.id}>
            <td>
              <Link to={`/disposals/items/${row.id}`} className="row-link" data-row>
                {row.tag}
              </Link>
            </td>
            <td data-label="What" className="long-word">
              {row.what}
            </td>
            <td data-label="Serial" className="long-word">
              {row.serial ?? '–'}
            </td>
            <td data-label="State">{itemWords[row.state]}</td>
            <td data-label="Went to">
              {row.leftAt === null ? (
                '–'
              ) : (
                <>
                  {row.batch?.taker}, <Moment at={row.leftAt} />
                </>
              )}
            </td>
            <td data-label="Papers">
              <Papers row={row} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Papers({ row: { writeOff, batch } }: { row: DisposalThing }) {
  return (
    <>
      <Anchor component={Link} to={`/disposals/write-offs/${writeOff.id}`} inherit underline="always">
        Write-off {writeOff.number}
      </Anchor>
      {batch === null ? null : (
        <>
          {', '}
          <Anchor component={Link} to={`/disposals/batches/${batch.id}`} inherit underline="always">
            collection {batch.number}
          </Anchor>
        </>
      )}
    </>
  );
}
