import { Button, Skeleton } from '@mantine/core';
import { IconPrinter } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { useNow } from '../../clock.ts';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useSession } from '../../session.tsx';
import { sayLongDate, sayMoment } from '../../time.ts';
import { views } from '../../views.ts';
import './promises.css';
import { Decision } from './Decision.tsx';
import { PromiseList } from './PromiseList.tsx';
import { WhatChanged } from './WhatChanged.tsx';

/** The headteacher's minute: what holds, what does not, what nobody knows, what to decide. One side of A4. */
export function PromisesPage() {
  const query = useQuery(views.promises());
  const { school } = useSession();
  const now = useNow();
  return (
    <Page
      narrow
      title={school.name}
      windowTitle="Promises"
      lead={sayLongDate(query.data?.at ?? now, school.timeZone)}
      actions={
        <Button
          variant="default"
          className="no-print"
          leftSection={<IconPrinter size={16} aria-hidden />}
          onClick={() => window.print()}
        >
          Print
        </Button>
      }
    >
      <Loaded query={query} what="the promises" skeleton={<PromisesSkeleton />}>
        {promises => <Body promises={promises} />}
      </Loaded>
    </Page>
  );
}

function Body({ promises }: { promises: Promises }) {
  if (promises.devices === 0)
    return (
      <Empty title="No computer reports here yet.">
        As soon as the technician has added the first one, this page says which of the school’s promises about
        computers hold, and on how many.
      </Empty>
    );
  return (
    <div className="promises">
      <p className="answer">{promises.headline}</p>
      {promises.decision === null ? null : (
        <p className="no-print">
          <a href="#decide">One thing is for you to decide</a>
        </p>
      )}
      <PromiseList promises={promises.promises} />
      <div id="decide">
        <Decision decision={promises.decision} />
      </div>
      <WhatChanged changed={promises.changed} />
      <Unknown reasons={promises.unknown} />
      <p className="only-print quiet">
        As it stood on {sayMoment(promises.at, promises.timeZone)}. Made by Caretaker.
      </p>
    </div>
  );
}

function Unknown({ reasons }: { reasons: string[] }) {
  if (reasons.length === 0) return null;
  return (
    <Section title="What we cannot know yet, and why">
      <ul className="word-list">
        {reasons.map(reason => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </Section>
  );
}

function PromisesSkeleton() {
  return (
    <>
      <Skeleton height={28} width="75%" mb="lg" />
      <RowsSkeleton rows={4} height={74} />
    </>
  );
}
