import { Anchor, Button, Group, Skeleton, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import {
  type ItemOutcome,
  itemOutcomes,
  itemOutcomeWords,
  type StockTake,
  stockTakeStatusWords,
} from '../../../../shared/protocol/api/stock-takes.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { TakePdf } from '../../components/TakePdf.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import { Counting } from './Counting.tsx';
import { Ending } from './Ending.tsx';
import { Items } from './Items.tsx';
import { Report } from './Report.tsx';
import { sayPlaces } from './take-words.ts';
import '../loans/loans.css';
import './stock-take.css';

/** One stock-take: a big button to scan, running counts, and a list that empties; at its end, a report. */
export function StockTakePage() {
  const { id = '' } = useParams();
  const query = useQuery(views.stockTake(id));
  const { data } = query;
  return (
    <Page
      title={data?.name ?? 'Stock-take'}
      lead={data === undefined ? <Back /> : <Lead take={data} />}
      actions={
        data === undefined || data.status === 'open' ? undefined : (
          <Group gap="xs" className="no-print">
            <Export list={`/stock-takes/${id}/items`} what="the things" />
            <TakePdf path={`/stock-takes/${id}/report`} title="The report of this stock-take as a PDF" />
            <Button variant="default" onClick={() => window.print()}>
              Print
            </Button>
          </Group>
        )
      }
    >
      <Loaded query={query} what="this stock-take" skeleton={<PageSkeleton />}>
        {take => (take.status === 'open' ? <UnderWay take={take} /> : <Over take={take} />)}
      </Loaded>
    </Page>
  );
}

const Back = () => (
  <Anchor component={Link} to="/stock-takes" inherit>
    All stock-takes
  </Anchor>
);

function Lead({ take }: { take: StockTake }) {
  return (
    <span className="fact-line">
      <span>
        <Back />
      </span>
      <span>{stockTakeStatusWords[take.status]}</span>
      <span>{sayPlaces(take.places)}</span>
      <span>
        begun by {take.startedBy}, <Ago at={take.startedAt} />
      </span>
    </span>
  );
}

function UnderWay({ take }: { take: StockTake }) {
  const mayCount = useMay()('stock_takes.count');
  return (
    <>
      {mayCount ? <Counting take={take} /> : null}
      <Lists take={take} outcomes={['pending', 'found', 'moved', 'unexpected']} mayTick={mayCount} />
      <Ending take={take} />
    </>
  );
}

function Over({ take }: { take: StockTake }) {
  return (
    <>
      <Report take={take} />
      <Ending take={take} />
    </>
  );
}

interface ListsProps {
  take: StockTake;
  outcomes: readonly ItemOutcome[];
  mayTick: boolean;
}

function Lists({ take, outcomes, mayTick }: ListsProps) {
  const [address, setAddress] = useSearchParams();
  const open = itemOutcomes.find(one => one === address.get('list')) ?? 'pending';
  return (
    <Tabs
      value={open}
      onChange={value =>
        setAddress(value === null || value === 'pending' ? {} : { list: value }, { replace: true })
      }
      keepMounted={false}
      className="tabs stock-take-lists"
    >
      <Tabs.List mb="sm">
        {outcomes.map(outcome => (
          <Tabs.Tab key={outcome} value={outcome}>
            {itemOutcomeWords[outcome]}
            <span className="tab-count">{take.counts[outcome]}</span>
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {outcomes.map(outcome => (
        <Tabs.Panel key={outcome} value={outcome}>
          <Items take={take} outcome={outcome} mayTick={mayTick} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function PageSkeleton() {
  return (
    <Group>
      <Skeleton height={90} width="100%" />
      <RowsSkeleton rows={8} height={34} />
    </Group>
  );
}
