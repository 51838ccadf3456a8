import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { apiPath } from '../../api-client.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { views } from '../../views.ts';

/** Every report that was kept for the governors, or the newest of them, newest first. */
export function KeptReports({ none, most }: { none: ReactNode; most?: number }) {
  const query = useQuery(views.governorsReports());
  const { timeZone } = useSession().school;
  return (
    <Loaded query={query} what="the kept reports" skeleton={<RowsSkeleton rows={2} />}>
      {({ items }) =>
        items.length === 0 ? (
          none
        ) : (
          <ul className="plain-list">
            {items.slice(0, most).map(({ number, day, keptAt, keptBy, sentAt, sentTo }) => (
              <li key={number} className="line">
                <span className="line-words">
                  <Anchor component={Link} to={`/reports/${number}`} inherit underline="always">
                    Report {number}, as of {sayDay(day)}
                  </Anchor>{' '}
                  ·{' '}
                  <Anchor
                    href={apiPath(`/governors-reports/${number}/pdf`)}
                    aria-label={`Report ${number} as PDF`}
                    inherit
                    underline="always"
                  >
                    PDF
                  </Anchor>
                </span>
                <span className="line-age">
                  Kept by {keptBy}, {sayDate(keptAt, timeZone)}
                  {sentAt === null ? '' : `; e-mailed to ${sentTo}, ${sayDate(sentAt, timeZone)}`}
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
