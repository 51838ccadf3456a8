import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { sayMoment } from '../../time.ts';
import { views } from '../../views.ts';
import { Neighbours } from './PromiseDayPage.tsx';
import { PromiseHistory } from './PromiseHistory.tsx';
import { Behind } from './PromiseList.tsx';
import { Changes, LetOff, Now } from './PromisePage.tsx';
import './promises.css';

/** One promise as it stood on a past day: how it went until then, and who was let off. */
export function PastPromisePage() {
  const { day = '', key = '' } = useParams();
  const query = useQuery(views.pastPromise(day, key));
  const sentence = query.data?.promise.sentence;
  return (
    <Page
      narrow
      title={sentence === undefined ? 'Promise' : `“${sentence}”`}
      windowTitle={sentence ?? 'Promise on a past day'}
      lead={
        <>
          As it stood on {sayDay(day)} ·{' '}
          <Anchor component={Link} to={`/promises/days/${day}`} inherit underline="always">
            All promises of that day
          </Anchor>{' '}
          ·{' '}
          <Anchor component={Link} to={`/promises/${key}`} inherit underline="always">
            This promise today
          </Anchor>
        </>
      }
    >
      <Loaded query={query} what="this promise" skeleton={<RowsSkeleton rows={6} />}>
        {kept => (
          <>
            <Now detail={kept} />
            <Behind promise={kept.promise} day={kept.day} />
            <LetOff sentences={kept.letOff} is="was" />
            <PromiseHistory detail={kept} />
            <Changes detail={kept} />
            <footer className="quiet kept-day">
              <p>
                How it stood was kept on {sayMoment(kept.keptAt, kept.timeZone)} and not changed since. Who
                was let off and when the rule was changed come from the records, up to then.
              </p>
              <p className="no-print">
                <Neighbours {...kept} to={other => `/promises/days/${other}/promises/${key}`} />
              </p>
            </footer>
          </>
        )}
      </Loaded>
    </Page>
  );
}
