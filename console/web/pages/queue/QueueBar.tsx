import { Button, Checkbox } from '@mantine/core';
import type { Queue } from './use-queue.ts';

interface Props {
  queue: Queue;
  /** On the page, and on those that follow. */
  shown: number;
  total: number;
  onRefuse(ids: string[]): void;
}

/** Select all, and what can be done with those selected; in sight however long the queue is. */
export function QueueBar({ queue, shown, total, onRefuse }: Props) {
  const count = queue.chosen.length;
  return (
    <div className="tool-line queue-bar">
      <Checkbox
        label={count === 0 ? selectWords(shown, total) : `${count} of ${total} selected`}
        checked={count === shown}
        indeterminate={count > 0 && count < shown}
        onChange={event => queue.selectAll(event.currentTarget.checked)}
      />
      {count === 0 ? null : (
        <>
          <Button size="compact-md" loading={queue.busy} onClick={() => queue.approve()}>
            Approve {count}
          </Button>
          <Button
            size="compact-md"
            variant="default"
            disabled={queue.busy}
            onClick={() => onRefuse(queue.chosen)}
          >
            Refuse {count}
          </Button>
        </>
      )}
      {count === 0 && shown > few ? (
        <span className="quiet queue-hint">
          Hold Shift to select a run of devices. Names and groups can be changed before.
        </span>
      ) : null}
    </div>
  );
}

const few = 8;

function selectWords(shown: number, total: number): string {
  return shown === total ? `Select all ${total}` : `Select these ${shown} of ${total}`;
}
