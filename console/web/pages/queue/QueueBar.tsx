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
      <Button disabled={count === 0} loading={queue.busy} onClick={() => queue.approve()}>
        {count === 0 ? 'Approve selected' : `Approve ${count} selected`}
      </Button>
      <Button variant="default" disabled={count === 0 || queue.busy} onClick={() => setRefusing(true)}>
        Refuse selected
      </Button>
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
