import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useMay, useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { views } from '../../views.ts';
import { CalendarEditor } from './CalendarEditor.tsx';
import './calendar.css';

export function CalendarPage() {
  const query = useQuery(views.calendar());
  const { timeZone } = useSession().school;
  const mayEdit = useMay()('calendar.edit');
  const saved = query.data;
  return (
    <Page
      title="School calendar"
      lead={
        <>
          Terms, days off and bells. A laptop that is silent through a holiday is not counted as lost, and
          computers are switched off after school and never in a lesson.
          {saved?.updatedAt && saved.updatedBy
            ? ` Last changed by ${saved.updatedBy} on ${sayDate(saved.updatedAt, timeZone)}.`
            : ''}
        </>
      }
    >
      <Loaded query={query} what="the school calendar" skeleton={<Shape />}>
        {view => <CalendarEditor key={view.revision} view={view} mayEdit={mayEdit} />}
      </Loaded>
    </Page>
  );
}

function Shape() {
  return (
    <div className="rows-skeleton" aria-hidden>
      <Skeleton height={28} width="60%" radius="sm" />
      <Skeleton height={420} radius="sm" />
      <Skeleton height={180} radius="sm" />
    </div>
  );
}
