import { Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type Medium,
  mediumStates,
  mediumStateWords,
  type SeenMedium,
} from '../../../../shared/protocol/api/media.ts';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { ListTable, useListView } from '../../components/ListTable.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useFilters } from '../../filters.ts';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { type MediaFilters, mediaFilters } from './filters.ts';
import './media.css';
import { RegisterDialog } from './RegisterDialog.tsx';
import { SeenMedia } from './SeenMedia.tsx';
import { stickList } from './sticks.tsx';

/** Every stick and disk that is the school's: who has it, whether it is encrypted, where it was last seen. */
export function MediaPage() {
  const [filters, setFilters] = useFilters(mediaFilters);
  const [registering, setRegistering] = useState<SeenMedium | 'new' | null>(null);
  const query = useInfiniteQuery(views.media(filters));
  const list = useListView(stickList, filters);
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  const first = query.data?.pages[0];
  const narrowed = Object.keys(filters).length > 0;
  const clear = () => setFilters({ search: '', state: '', encrypted: '' });
  return (
    <Page
      title="Media"
      lead="The school’s own sticks and disks. What is listed here may be used at its computers; what is lost is stopped at all of them at once."
      actions={
        <Group gap="xs">
          <Export list="/media" filters={filters} what="the sticks" />
          <Button component={Link} to="/media/import" variant="default">
            Import a spreadsheet
          </Button>
          <Button onClick={() => setRegistering('new')}>Register a stick</Button>
        </Group>
      }
    >
      <SeenMedia onRegister={setRegistering} />
      {list.views}
      <FilterBar filters={filters} setFilters={setFilters} counts={first?.counts} />
      <div className="table-head">
        <p className="result-line" role="status">
          {first === undefined
            ? ' '
            : `${plural(first.total, 'stick')}${narrowed ? ' with these filters' : ''}`}
          {narrowed ? (
            <Button variant="subtle" size="compact-sm" onClick={clear}>
              Clear the filters
            </Button>
          ) : null}
        </p>
        {list.menu}
      </div>
      <Loaded query={query} what="the register of media" skeleton={<RowsSkeleton rows={10} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0)
            return <NoRows narrowed={narrowed} clear={clear} register={() => setRegistering('new')} />;
          return (
            <>
              <ListTable shape={stickList} rows={rows} shown={list.shown} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {registering === null ? null : (
        <RegisterDialog
          seen={registering === 'new' ? undefined : registering}
          onClose={() => setRegistering(null)}
        />
      )}
    </Page>
  );
}

interface BarProps {
  filters: MediaFilters;
  setFilters(change: MediaFilters): void;
  counts: Partial<Record<Medium['state'], number>> | undefined;
}

function FilterBar({ filters, setFilters, counts }: BarProps) {
  const stateLabel = (state: Medium['state']) =>
    counts?.[state] === undefined ? mediumStateWords[state] : `${mediumStateWords[state]} (${counts[state]})`;
  return (
    <search className="filter-bar">
      <FilterSearch
        label="Search by name, holder, serial number or model"
        placeholder="Name, holder, serial…"
        value={filters.search ?? ''}
        onChange={search => setFilters({ search })}
      />
      <FilterChip
        label="State"
        all="Any state"
        choices={mediumStates.map(value => ({ value, label: stateLabel(value) }))}
        value={filters.state}
        onChange={state => setFilters({ state: state ?? '' })}
      />
      <FilterChip
        label="Encrypted"
        all="Encryption"
        choices={[
          { value: 'yes', label: 'Encrypted' },
          { value: 'no', label: 'Not encrypted' },
          { value: 'unknown', label: 'Not known' },
        ]}
        value={filters.encrypted}
        onChange={encrypted => setFilters({ encrypted: encrypted ?? '' })}
      />
    </search>
  );
}

function NoRows({ narrowed, clear, register }: { narrowed: boolean; clear(): void; register(): void }) {
  if (narrowed)
    return (
      <Empty
        title="No stick fits these filters."
        action={
          <Button variant="default" onClick={clear}>
            Clear the filters
          </Button>
        }
      >
        There are others; they do not match all of the filters above.
      </Empty>
    );
  return (
    <Empty title="No stick is registered yet." action={<Button onClick={register}>Register a stick</Button>}>
      Each stick that the school gives out belongs here, with its serial number and who has it. A registered
      one can be used wherever others are stopped. A spreadsheet can be imported as it is.
    </Empty>
  );
}
