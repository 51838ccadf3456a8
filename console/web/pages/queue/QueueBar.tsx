import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { Confirm } from '../../components/Confirm.tsx';
import { plural } from '../../time.ts';
import type { Queue } from './use-queue.ts';

/** Select all, and what can be done with those selected. */
export function QueueBar({ queue, total }: { queue: Queue; total: number }) {
  const [refusing, setRefusing] = useState(false);
  const count = queue.chosen.length;
  return (
    <div className="tool-line queue-bar">
      <Checkbox
        label={count === 0 ? `Select all ${total}` : `${count} of ${total} selected`}
        checked={count === total}
        indeterminate={count > 0 && count < total}
        onChange={event => queue.selectAll(event.currentTarget.checked)}
      />
      {count === 0 ? null : (
        <>
          <Button size="compact-md" loading={queue.busy} onClick={() => queue.approve()}>
            Approve {count} selected
          </Button>
          <Button size="compact-md" variant="default" disabled={queue.busy} onClick={() => setRefusing(true)}>
            Refuse {count} selected
          </Button>
        </>
      )}
      <Confirm
        opened={refusing}
        title={`Refuse ${plural(count, 'device')}`}
        verb={`Refuse ${plural(count, 'device')}`}
        onClose={() => setRefusing(false)}
        onConfirm={() => {
          setRefusing(false);
          queue.refuse(queue.chosen);
        }}
      >
        {plural(count, 'device')} will be turned away and told so. To ask again, a device needs a new code.
      </Confirm>
    </div>
  );
}
