import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useSession } from '../../session.tsx';
import { sayLongDate } from '../../time.ts';
import { views } from '../../views.ts';
import './promises.css';
import { BackToToday, PrintButton } from './PromisesPage.tsx';

/** The Friday note: one screen, always the same five lines. */
export function WeekPage() {
  const query = useQuery(views.promiseWeek());
  const { timeZone } = useSession().school;
  return (
    <Page
      narrow
      title="The week in five lines"
      lead={
        <>
          {query.data === undefined ? '' : `${sayLongDate(query.data.at, timeZone)} · `}
          <BackToToday />
        </>
      }
      actions={<PrintButton />}
    >
      <Loaded query={query} what="the week" skeleton={<RowsSkeleton rows={5} height={52} />}>
        {({ lines, since }) => (
          <>
            <dl className="week">
              {lines.map(({ about, words }) => (
                <div key={about}>
                  <dt>{about}</dt>
                  <dd>{words}</dd>
                </div>
              ))}
            </dl>
            <p className="no-print">
              <Anchor component={Link} to="/promises/report#letters" inherit underline="always">
                Get it by e-mail at the end of each school week
              </Anchor>
            </p>
            {since === null ? null : <p className="quiet">Laid beside {sayDay(since)}, which was kept.</p>}
          </>
        )}
      </Loaded>
    </Page>
  );
}
