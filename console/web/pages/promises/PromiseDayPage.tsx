import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { PromiseDay } from '../../../../shared/protocol/api/overview.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useSession } from '../../session.tsx';
import { sayLongDate, sayMoment } from '../../time.ts';
import { views } from '../../views.ts';
import { DayPicker } from './DayPicker.tsx';
import { Evidence, NoEvidence } from './Evidence.tsx';
import './promises.css';
import { PromisesBody } from './PromisesBody.tsx';
import { BackToToday, PrintButton, PromisesSkeleton } from './PromisesPage.tsx';

const noon = 12 * 3600_000;

/** The headteacher's page as it stood on one past day. */
export function PromiseDayPage() {
  const { day = '' } = useParams();
  const query = useQuery(views.promiseDay(day));
  const { school } = useSession();
  const at = Date.parse(day) + noon;
  return (
    <Page
      narrow
      title={query.data?.promises.school ?? school.name}
      windowTitle="Promises on a past day"
      lead={
        <>
          As it stood on {Number.isNaN(at) ? 'that day' : sayLongDate(at, 'UTC')} · <BackToToday />
        </>
      }
    >
      <div className="promise-actions no-print">
        <DayPicker day={day} />
        <PrintButton />
      </div>
      <Loaded query={query} what="that day" skeleton={<PromisesSkeleton />}>
        {kept => (
          <>
            <PromisesBody promises={kept.promises} day={kept.day} />
            <Kept kept={kept} />
            {kept.forgotten ? <NoEvidence /> : <Evidence day={kept.day} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Kept({ kept }: { kept: PromiseDay }) {
  return (
    <footer className="quiet kept-day">
      <p>
        Kept on {sayMoment(kept.keptAt, kept.promises.timeZone)} and not changed since. Seal:{' '}
        <code>{kept.hash.slice(0, 16)}</code>
      </p>
      <p className="no-print">
        <Neighbours {...kept} to={day => `/promises/days/${day}`} />
      </p>
    </footer>
  );
}

interface NeighboursProps extends Pick<PromiseDay, 'before' | 'after'> {
  to(day: string): string;
}

export function Neighbours({ before, after, to }: NeighboursProps) {
  const link = (day: string, words: string) => (
    <Anchor component={Link} to={to(day)} inherit underline="always">
      {words} that was kept
    </Anchor>
  );
  return (
    <>
      {before === null ? null : link(before, 'The day before')}
      {before !== null && after !== null ? ' · ' : null}
      {after === null ? null : link(after, 'The day after')}
    </>
  );
}
