import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { Link } from 'react-router';
import { ColumnMenu } from '../../components/ColumnMenu.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { SavedViews, viewQuery } from '../../components/SavedViews.tsx';
import { StripKey } from '../../components/StateStrip.tsx';
import { useColumns } from '../../components/use-columns.ts';
import { narrowing, useFilters } from '../../filters.ts';
import { useMay } from '../../session.tsx';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { BulkBar } from './BulkBar.tsx';
import './bulk.css';
import { columnNames, columnWords, usualColumns } from './columns.ts';
import { DeviceTable } from './DeviceTable.tsx';
import { FilterBar } from './FilterBar.tsx';
import { deviceFilters } from './filters.ts';

/** Every device, narrowed and ordered by the database. */
export function DevicesPage() {
  const [filters, setFilters] = useFilters(deviceFilters);
  const [columns, setColumns] = useColumns('devices', columnNames, usualColumns);
  const query = useInfiniteQuery(views.devices(filters));
  const { chosen, choose, toggle } = useChosen();
  const shown = (query.data?.pages ?? []).flatMap(page => page.items.map(({ id }) => id));
  useShortcuts({
    j: () => moveAmongRows(1),
    k: () => moveAmongRows(-1),
    x: () => toggleFocused(),
    '*': () => choose(chosen?.size === shown.length ? [] : shown),
  });
  const total = query.data?.pages[0]?.total;
  const narrowed = narrowing(filters);
  const clear = () => setFilters(Object.fromEntries(narrowed.map(name => [name, undefined])));
  return (
    <Page
      title="Devices"
      actions={
        <Group gap="xs">
          <Export list="/devices" filters={filters} what="the devices" />
          <Button component={Link} to="/enrolment-codes" variant="default">
            Add devices
          </Button>
        </Group>
      }
    >
      <SavedViews list="devices" query={viewQuery(filters, columns)} plain={viewQuery({}, usualColumns)} />
      <FilterBar filters={filters} setFilters={setFilters} />
      <div className="table-head">
        <p className="result-line" role="status">
          {total === undefined
            ? ' '
            : `${plural(total, 'device')}${narrowed.length > 0 ? ' with these filters' : ''}`}
          {narrowed.length > 0 ? (
            <Button variant="subtle" size="compact-sm" onClick={clear}>
              Clear the filters
            </Button>
          ) : null}
        </p>
        {shown.length > 0 && columns.includes('controls') ? <StripKey /> : null}
        {shown.length > 0 ? (
          <ColumnMenu names={columnNames} words={columnWords} columns={columns} onChoose={setColumns} />
        ) : null}
      </div>
      <Loaded query={query} what="the devices" skeleton={<RowsSkeleton rows={14} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0) return <NoRows narrowed={narrowed.length > 0} clear={clear} />;
          return (
            <>
              <DeviceTable
                rows={rows}
                columns={columns}
                filters={filters}
                setFilters={setFilters}
                chosen={chosen}
                choose={toggle}
                query={query}
              />
              <More query={query} />
              <BulkBar chosen={chosen ?? none} shown={shown} choose={choose} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

const none: ReadonlySet<string> = new Set();

/** Which devices are chosen, where this person may do something with several. Narrowing the list keeps them. */
function useChosen() {
  const may = useMay();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(none);
  const choose = (ids: readonly string[]) => setChosen(new Set(ids));
  const toggle = useCallback(
    (id: string) =>
      setChosen(before => new Set(before.has(id) ? [...before].filter(one => one !== id) : [...before, id])),
    [],
  );
  return { chosen: may('devices.edit') || may('orders.give') ? chosen : undefined, choose, toggle };
}

/** The checkbox of the row that has the focus. */
function toggleFocused(): void {
  document.activeElement?.closest('tr')?.querySelector<HTMLInputElement>('.row-select')?.click();
}

function NoRows({ narrowed, clear }: { narrowed: boolean; clear(): void }) {
  if (narrowed)
    return (
      <Empty
        title="No device fits these filters."
        action={<Button onClick={clear}>Clear the filters</Button>}
      >
        There are other devices; they do not match all of the filters above.
      </Empty>
    );
  return (
    <Empty
      title="No device yet."
      action={
        <Button component={Link} to="/enrolment-codes">
          Make an enrolment code
        </Button>
      }
    >
      Every approved laptop and computer stands here with what it last reported. Make a code, paste its one
      line at the device, then approve the device.
    </Empty>
  );
}
