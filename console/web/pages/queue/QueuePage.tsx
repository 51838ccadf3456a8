import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { narrowing, useFilters } from '../../filters.ts';
import { views } from '../../views.ts';
import { Departures } from './Departures.tsx';
import { queueFilters } from './filters.ts';
import { Newcomers } from './Newcomers.tsx';
import { QueueFilterBar } from './QueueFilterBar.tsx';

/** Devices that wait for somebody to say yes. */
export function QueuePage() {
  const [filters, setFilters] = useFilters(queueFilters);
  const query = useInfiniteQuery(views.queue(filters));
  const total = query.data?.pages[0]?.total ?? 0;
  const narrowed = narrowing(filters).length > 0;
  const clear = () => setFilters({ search: undefined, group: undefined });
  return (
    <Page
      title="Approval queue"
      lead="A device with a valid code waits here. It gets its policy, and is counted, once you approve it."
      actions={total > 0 ? <Export list="/queue" filters={filters} what="the queue" /> : undefined}
    >
      {narrowed || total > few ? <QueueFilterBar filters={filters} setFilters={setFilters} /> : null}
      <Loaded query={query} what="the queue" skeleton={<RowsSkeleton rows={4} height={86} />}>
        {data => {
          const waiting = data.pages.flatMap(page => page.items);
          if (waiting.length === 0) return narrowed ? <NobodyFits clear={clear} /> : <NobodyWaits />;
          return (
            <>
              <Newcomers waiting={waiting} total={total} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      <Departures />
    </Page>
  );
}

/** So many can be looked through without help. */
const few = 8;

function NobodyFits({ clear }: { clear(): void }) {
  return (
    <Empty
      title="No waiting device fits this search."
      action={<Button onClick={clear}>Show all that wait</Button>}
    >
      It looks in names, systems and what codes are for.
    </Empty>
  );
}

function NobodyWaits() {
  return (
    <Empty
      title="No device is waiting."
      action={
        <Button component={Link} to="/enrolment-codes" variant="default">
          Make an enrolment code
        </Button>
      }
    >
      Paste a code’s line at a device, and it appears here by itself.
    </Empty>
  );
}
