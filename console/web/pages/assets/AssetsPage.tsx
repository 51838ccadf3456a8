import { Anchor, Button, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate } from 'react-router';
import { ListTable, useListView } from '../../components/ListTable.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { ScanButton } from '../../components/Scanner.tsx';
import { narrowing, useFilters } from '../../filters.ts';
import { useMay } from '../../session.tsx';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { AssetFilters } from './AssetFilters.tsx';
import { ExportRegister } from './ExportRegister.tsx';
import { assetFilters, type Filters } from './filters.ts';
import { register } from './register.tsx';
import { Suggestions } from './Suggestions.tsx';

/** Everything the school owns, narrowed and ordered by the database. */
export function AssetsPage() {
  const [filters, setFilters] = useFilters(assetFilters);
  const query = useInfiniteQuery(views.assets(filters));
  const list = useListView(register, filters);
  useShortcuts({ j: () => moveAmongRows(1), k: () => moveAmongRows(-1) });
  const mayEdit = useMay()('assets.edit');
  const total = query.data?.pages[0]?.total;
  const narrowed = narrowing(filters);
  const clear = () => setFilters(Object.fromEntries(narrowed.map(name => [name, undefined])));
  return (
    <Page
      title="Assets"
      lead="What the school owns, where it is and what it is worth."
      actions={<Actions mayEdit={mayEdit} />}
    >
      {mayEdit ? <Suggestions /> : null}
      {list.views}
      <AssetFilters filters={filters} setFilters={setFilters} />
      <div className="table-head">
        <p className="result-line" role="status">
          {total === undefined
            ? ' '
            : `${plural(total, 'asset')}${narrowed.length > 0 ? ' with these filters' : ''}`}
          {narrowed.length > 0 ? (
            <Button variant="subtle" size="compact-sm" onClick={clear}>
              Clear the filters
            </Button>
          ) : null}
        </p>
        {list.menu}
      </div>
      <Loaded query={query} what="the register" skeleton={<RowsSkeleton rows={14} />}>
        {data => {
          const rows = data.pages.flatMap(page => page.items);
          if (rows.length === 0)
            return <NoRows filters={filters} narrowed={narrowed.length > 0} clear={clear} />;
          return (
            <>
              <ListTable shape={register} rows={rows} shown={list.shown} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      <p className="quiet foot">
        <Anchor component={Link} to="/assets/mistakes" inherit>
          Entered by mistake and taken out
        </Anchor>
      </p>
    </Page>
  );
}

function Actions({ mayEdit }: { mayEdit: boolean }) {
  const goTo = useNavigate();
  return (
    <Group gap="xs" className="asset-actions">
      <ScanButton label="Scan a label" onCode={code => void goTo(`/a/${encodeURIComponent(code)}`)} />
      {mayEdit ? (
        <Button component={Link} to="/labels" variant="default">
          Labels
        </Button>
      ) : null}
      <ExportRegister />
      {mayEdit ? (
        <>
          <Button component={Link} to="/assets/import" variant="default">
            Import a spreadsheet
          </Button>
          <Button component={Link} to="/assets/new">
            Enter an asset
          </Button>
        </>
      ) : null}
    </Group>
  );
}

function NoRows({ filters, narrowed, clear }: { filters: Filters; narrowed: boolean; clear(): void }) {
  const device = filters.device;
  if (device !== undefined && device !== 'none' && device !== 'linked')
    return (
      <Empty
        title="This device has no asset yet."
        action={
          <Button component={Link} to={`/assets/new?device=${device}`}>
            Enter it in the register
          </Button>
        }
      >
        If it is in the register already, open that asset and link the device there.
      </Empty>
    );
  if (narrowed)
    return (
      <Empty title="No asset fits these filters." action={<Button onClick={clear}>Clear the filters</Button>}>
        There are other assets; they do not match all of the filters above.
      </Empty>
    );
  return (
    <Empty
      title="The register is empty."
      action={
        <Button component={Link} to="/assets/import">
          Import a spreadsheet
        </Button>
      }
    >
      Every school has a list somewhere. Bring it as it is: columns are matched, and every row is checked
      before anything is written.
    </Empty>
  );
}
