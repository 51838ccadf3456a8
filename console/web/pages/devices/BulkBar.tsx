import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import type { BulkOrder } from '../../../../shared/protocol/api/bulk.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { BulkDialog } from './BulkDialog.tsx';
import { bulkOrderWords } from './bulk-words.ts';

export type BulkAct = 'move' | BulkOrder;

interface Props {
  chosen: ReadonlySet<string>;
  /** How many rows are on the page, and whether all of them are chosen. */
  shown: readonly string[];
  choose(ids: readonly string[]): void;
}

/** What can be done with several devices at once; there as soon as one is chosen. */
export function BulkBar({ chosen, shown, choose }: Props) {
  const [doing, setDoing] = useState<BulkAct | null>(null);
  const may = useMay();
  if (chosen.size === 0) return null;
  const rest = shown.some(id => !chosen.has(id));
  return (
    <section className="bulk-bar" aria-label="For the chosen devices">
      <strong role="status">{plural(chosen.size, 'device')} chosen</strong>
      <Button size="compact-sm" variant="subtle" onClick={() => choose([])}>
        Choose none
      </Button>
      <Group gap="xs" className="bulk-acts">
        {may('devices.edit') ? (
          <Button size="compact-sm" variant="default" onClick={() => setDoing('move')}>
            Move to a group …
          </Button>
        ) : null}
        {may('orders.give')
          ? bulkOrderWords.map(({ order, label }) => (
              <Button key={order} size="compact-sm" variant="default" onClick={() => setDoing(order)}>
                {label} …
              </Button>
            ))
          : null}
        {rest ? (
          <Button size="compact-sm" variant="subtle" onClick={() => choose(shown)}>
            Choose all {shown.length} loaded
          </Button>
        ) : null}
      </Group>
      {doing === null ? null : (
        <BulkDialog
          act={doing}
          devices={[...chosen]}
          onClose={() => setDoing(null)}
          onDone={() => choose([])}
        />
      )}
    </section>
  );
}
