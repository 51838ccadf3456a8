import { Anchor, Button, Group } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { type StockTakeRow, stockTakeStatusWords } from '../../../../shared/protocol/api/stock-takes.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { BeginDialog } from './BeginDialog.tsx';
import { sayPlaces } from './take-words.ts';
import '../loans/loans.css';
import './stock-take.css';

/** Every stock-take, newest first. */
export function StockTakesPage() {
  const query = useQuery(views.stockTakes());
  const [beginning, setBeginning] = useState(false);
  const may = useMay();
  const begin = may('stock_takes.count') ? (
    <Button onClick={() => setBeginning(true)}>Begin a stock-take</Button>
  ) : undefined;
  return (
    <Page
      title="Stock-takes"
      lead={
        may('assets.read') ? (
          <Anchor component={Link} to="/assets" inherit>
            All assets
          </Anchor>
        ) : (
          'What was looked for, what was found, and who checked it.'
        )
      }
      actions={
        <Group gap="xs">
          <Export list="/stock-takes" what="the stock-takes" />
          {begin}
        </Group>
      }
    >
      <Loaded query={query} what="the stock-takes" skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="There was no stock-take yet.">
              Walk through a room with a phone, scan or tick what is there, and the register says what is
              missing. Two people: one counts, another signs.
            </Empty>
          ) : (
            <Table rows={items} />
          )
        }
      </Loaded>
      {beginning ? <BeginDialog onClose={() => setBeginning(false)} /> : null}
    </Page>
  );
}

function Table({ rows }: { rows: StockTakeRow[] }) {
  return (
    <table className="device-table list-table one-a-line">
      <caption className="hidden-words">Stock-takes</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Where</th>
          <th scope="col">Begun</th>
          <th scope="col">State</th>
          <th scope="col" className="number">
            Seen
          </th>
          <th scope="col" className="number">
            Missing
          </th>
          <th scope="col" className="number">
            Not expected
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, name, places, startedAt, startedBy, status, counts }) => (
          <tr key={id}>
            <td>
              <Link to={`/stock-takes/${id}`} className="row-link" data-row>
                {name}
              </Link>
            </td>
            <td data-label="Where" className="long-word">
              {sayPlaces(places)}
            </td>
            <td data-label="Begun">
              <Ago at={startedAt} /> <span className="quiet">({startedBy})</span>
            </td>
            <td data-label="State">{stockTakeStatusWords[status]}</td>
            <td data-label="Seen" className="number">
              {counts.found + counts.moved} of {counts.expected}
            </td>
            <td data-label="Missing" className={counts.missing > 0 ? 'number overdue' : 'number'}>
              {status === 'open' ? '–' : counts.missing}
            </td>
            <td data-label="Not expected" className="number">
              {counts.unexpected}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
