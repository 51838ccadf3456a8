import { Anchor, Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type Neighbour, neighbourDecisionWords } from '../../../../shared/protocol/api/neighbours.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useFilters } from '../../filters.ts';
import { useMay } from '../../session.tsx';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { DecideDialog } from './DecideDialog.tsx';
import { neighbourFilters } from './filters.ts';
import { titleOf } from './title.ts';

const shows = [
  { value: 'ours', label: 'Ours' },
  { value: 'visitor', label: 'Visitors’' },
  { value: 'look', label: 'To be looked into' },
  { value: 'managed', label: 'With Caretaker' },
  { value: 'all', label: 'All' },
];

/** What else is on the school's networks, and whose it is. */
export function NeighboursPage() {
  const [filters, setFilters] = useFilters(neighbourFilters);
  const [deciding, setDeciding] = useState<Neighbour | null>(null);
  const query = useInfiniteQuery(views.neighbours(filters));
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  const mayEdit = useMay()('neighbours.edit');
  const first = query.data?.pages[0];
  const narrowed = Object.keys(filters).length > 0;
  const clear = () => setFilters({ search: '', show: '' });
  return (
    <Page
      title="Unknown devices"
      lead="Other devices that the school’s computers spoke with on its networks, or that stand in a list of its DHCP server. Nobody is searched for; say of each whose it is."
      actions={
        <Group gap="xs">
          <Export list="/neighbours" filters={filters} what="the devices" />
          {mayEdit ? (
            <Button component={Link} to="/neighbours/import" variant="default">
              Import a list
            </Button>
          ) : null}
        </Group>
      }
    >
      <search className="filter-bar">
        <FilterSearch
          label="Search by name, address, maker or note"
          placeholder="Name, address, note…"
          value={filters.search ?? ''}
          onChange={search => setFilters({ search })}
        />
        <FilterChip
          label="Show"
          all="To be decided"
          choices={shows}
          value={filters.show === 'todo' ? undefined : filters.show}
          onChange={show => setFilters({ show: show ?? '' })}
        />
      </search>
      <p className="result-line" role="status">
        {first === undefined
          ? ' '
          : `${plural(first.total, 'device')}${narrowed ? ' with these filters' : ' to be decided'}`}
        {narrowed ? (
          <Button variant="subtle" size="compact-sm" onClick={clear}>
            Clear the filters
          </Button>
        ) : null}
      </p>
      {first !== undefined && !first.watching ? <NotWatching /> : null}
      <Loaded query={query} what="the devices on the network" skeleton={<RowsSkeleton rows={10} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0)
            return narrowed ? (
              <Empty title="None with these filters.">
                <Button variant="default" onClick={clear}>
                  Clear the filters
                </Button>
              </Empty>
            ) : (
              <Empty title="Nothing waits to be decided.">
                What is new on the network is listed here, until somebody has said whose it is.
              </Empty>
            );
          return (
            <>
              <Table rows={rows} onDecide={mayEdit ? setDeciding : undefined} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {deciding === null ? null : <DecideDialog one={deciding} onClose={() => setDeciding(null)} />}
    </Page>
  );
}

/** Off until a school names its networks: what it can do meanwhile. */
function NotWatching() {
  return (
    <p className="tab-lead">
      Computers note nothing yet: no{' '}
      <Anchor component={Link} to="/policies">
        policy
      </Anchor>{' '}
      names the school’s networks (<em>Firewall → Note other devices on these networks</em>). They would tell
      a hash of each device’s address and its maker, never a name. A list can be imported all the same.
    </p>
  );
}

interface TableProps {
  rows: Neighbour[];
  onDecide: ((one: Neighbour) => void) | undefined;
}

function Table({ rows, onDecide }: TableProps) {
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Other devices on the network</caption>
      <thead>
        <tr>
          <th scope="col">Device</th>
          <th scope="col">Whose</th>
          <th scope="col">First seen</th>
          <th scope="col">Last seen</th>
          <th scope="col">Seen by</th>
          {onDecide === undefined ? null : (
            <th scope="col">
              <span className="hidden-words">Decide</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map(one => (
          <Row key={one.id} one={one} onDecide={onDecide} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ one, onDecide }: { one: Neighbour; onDecide: TableProps['onDecide'] }) {
  return (
    <tr>
      <td>
        <strong className="long-word">{titleOf(one)}</strong>
        {one.address === null ? null : <div className="quiet">{one.address}</div>}
        {one.note === '' ? null : <div className="quiet kept-lines">{one.note}</div>}
      </td>
      <td data-label="Whose">
        {one.device !== null ? (
          <Anchor component={Link} to={`/devices/${one.device.id}`}>
            {one.device.name}, with Caretaker
          </Anchor>
        ) : one.asset !== null ? (
          <Anchor component={Link} to={`/assets/${one.asset.id}`}>
            Ours, {one.asset.tag}
          </Anchor>
        ) : (
          <>
            {neighbourDecisionWords[one.decision]}
            {one.proposed === null ? null : (
              <>
                , may be{' '}
                <Anchor component={Link} to={`/assets/${one.proposed.id}`}>
                  {one.proposed.tag}
                </Anchor>
              </>
            )}
          </>
        )}
      </td>
      <td data-label="First seen">
        <Ago at={one.firstSeenAt} />
      </td>
      <td data-label="Last seen">
        <Ago at={one.lastSeenAt} />
      </td>
      <td data-label="Seen by">
        <SeenBy one={one} />
      </td>
      {onDecide === undefined ? null : (
        <td>
          <Button size="compact-sm" variant="default" data-row onClick={() => onDecide(one)}>
            {one.decision === 'open' ? 'Decide…' : 'Change…'}
            <span className="hidden-words"> {titleOf(one)}</span>
          </Button>
        </td>
      )}
    </tr>
  );
}

function SeenBy({ one }: { one: Neighbour }) {
  const [last] = one.seenBy;
  if (last === undefined) return <span className="quiet">only in a list</span>;
  const others = one.seenByCount - 1;
  return (
    <>
      <Anchor component={Link} to={`/devices/${last.id}`}>
        {last.name}
      </Anchor>
      {others > 0 ? ` and ${plural(others, 'other')}` : ''}
    </>
  );
}
