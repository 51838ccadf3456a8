import { Anchor, Button, Skeleton } from '@mantine/core';
import { IconFileText, IconPencil, IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { tell } from '../../api-client.ts';
import { useNow } from '../../clock.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useMay, useSession } from '../../session.tsx';
import { sayLongDate } from '../../time.ts';
import { views } from '../../views.ts';
import './promises.css';
import { DayPicker } from './DayPicker.tsx';
import { PromisesBody } from './PromisesBody.tsx';

/** The headteacher's minute: what holds, what does not, what nobody knows, what to decide. One side of A4. */
export function PromisesPage() {
  const query = useQuery(views.promises());
  const { school } = useSession();
  const now = useNow();
  const shown = query.isSuccess;
  // Once it is read, and only of who is here: what changes from now on is news the next time.
  useEffect(() => {
    if (shown) tell('POST', '/promises/visit').catch(() => undefined);
  }, [shown]);
  return (
    <Page
      narrow
      title={school.name}
      windowTitle="Promises"
      lead={sayLongDate(query.data?.at ?? now, school.timeZone)}
    >
      <Actions />
      <Loaded query={query} what="the promises" skeleton={<PromisesSkeleton />}>
        {promises => <PromisesBody promises={promises} day={null} />}
      </Loaded>
    </Page>
  );
}

function Actions() {
  const may = useMay();
  return (
    <div className="promise-actions no-print">
      <DayPicker day={null} />
      {may('clauses.edit') ? (
        <Button
          component={Link}
          to="/promises/words"
          variant="default"
          className="no-print"
          leftSection={<IconPencil size={16} aria-hidden />}
        >
          Our own words
        </Button>
      ) : null}
      <Button
        component={Link}
        to="/promises/report"
        variant="default"
        className="no-print"
        leftSection={<IconFileText size={16} aria-hidden />}
      >
        For the governors
      </Button>
      <PrintButton />
    </div>
  );
}

export function PrintButton() {
  return (
    <Button
      variant="default"
      className="no-print"
      leftSection={<IconPrinter size={16} aria-hidden />}
      onClick={() => window.print()}
    >
      Print
    </Button>
  );
}

export function BackToToday() {
  return (
    <Anchor component={Link} to="/promises" inherit underline="always" className="no-print">
      Promises today
    </Anchor>
  );
}

export function PromisesSkeleton() {
  return (
    <>
      <Skeleton height={28} width="75%" mb="lg" />
      <RowsSkeleton rows={4} height={74} />
    </>
  );
}
