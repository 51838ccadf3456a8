import { Button, Checkbox } from '@mantine/core';
import type { Inbox } from './use-inbox.ts';

interface Props {
  inbox: Inbox;
  total: number;
  onRefuse(ids: string[]): void;
}

/** Select all, and what can be done with those selected. */
export function InboxBar({ inbox, total, onRefuse }: Props) {
  const count = inbox.chosen.length;
  return (
    <div className="tool-line queue-bar">
      <Checkbox
        label={count === 0 ? `Select all ${total}` : `${count} of ${total} selected`}
        checked={count === total}
        indeterminate={count > 0 && count < total}
        onChange={event => inbox.selectAll(event.currentTarget.checked)}
      />
      {count === 0 ? null : (
        <>
          <Button size="compact-md" loading={inbox.busy} onClick={() => inbox.approve(inbox.chosen)}>
            Approve {count} selected
          </Button>
          <Button
            size="compact-md"
            variant="default"
            disabled={inbox.busy}
            onClick={() => onRefuse(inbox.chosen)}
          >
            Refuse {count} selected …
          </Button>
        </>
      )}
    </div>
  );
}
