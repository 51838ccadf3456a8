import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { moveAmongRows, useShortcuts } from '../../shortcuts.ts';
import { views } from '../../views.ts';
import { QueueBar } from './QueueBar.tsx';
import { QueueRow } from './QueueRow.tsx';
import { useQueue } from './use-queue.ts';

/** Devices that wait for somebody to say yes. */
export function QueuePage() {
  const query = useInfiniteQuery(views.queue());
  return (
    <Page
      title="Approval queue"
      lead="A device with a valid code waits here. It gets its policy, and is counted, once you approve it."
    >
      <Loaded query={query} what="the queue" skeleton={<RowsSkeleton rows={4} height={86} />}>
        {data => {
          const waiting = data.pages.flatMap(page => page.items);
          return waiting.length === 0 ? (
            <NobodyWaits />
          ) : (
            <>
              <Waiting waiting={waiting} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
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

function Waiting({ waiting }: { waiting: Parameters<typeof useQueue>[0] }) {
  const queue = useQueue(waiting);
  useShortcuts({
    j: () => moveAmongRows(1),
    k: () => moveAmongRows(-1),
    x: () => queue.toggle(focusedRow()),
    a: () => queue.approve(queue.chosen.length > 0 ? undefined : focusedRow()),
  });
  return (
    <>
      <QueueBar queue={queue} total={waiting.length} />
      <ul className="plain-list queue" data-row-of="queue">
        {waiting.map(device => (
          <QueueRow key={device.id} device={device} queue={queue} />
        ))}
      </ul>
    </>
  );
}

/** The id of the row that has focus. */
function focusedRow(): string | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-queue-row]');
  return row?.dataset.queueRow;
}
