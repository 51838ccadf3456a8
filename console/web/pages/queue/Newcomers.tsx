import { useState } from 'react';
import type { WaitingDevice } from '../../../../shared/protocol/api/enrolment.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { moveAmongRows, useFocusOnNext, useShortcuts } from '../../shortcuts.ts';
import { plural } from '../../time.ts';
import { QueueBar } from './QueueBar.tsx';
import { QueueRow } from './QueueRow.tsx';
import { useQueue } from './use-queue.ts';

/** Devices that wait to be let in, decided from the keyboard: j and k move, x selects, a approves, d refuses. */
export function Newcomers({ waiting, total }: { waiting: readonly WaitingDevice[]; total: number }) {
  const queue = useQueue(waiting);
  const [refusing, setRefusing] = useState<string[]>();
  const targets = () => {
    const focused = focusedRow();
    return queue.chosen.length > 0 || focused === undefined ? queue.chosen : [focused];
  };
  useFocusOnNext(waiting);
  useShortcuts({
    j: () => moveAmongRows(1),
    k: () => moveAmongRows(-1),
    x: () => {
      const focused = focusedRow();
      return focused !== undefined && queue.toggle(focused);
    },
    a: () => targets().length > 0 && queue.approve(queue.chosen.length > 0 ? undefined : focusedRow()),
    d: () => targets().length > 0 && setRefusing(targets()),
  });
  return (
    <>
      <QueueBar queue={queue} shown={waiting.length} total={total} onRefuse={setRefusing} />
      <ul className="plain-list queue" data-row-of="queue">
        {waiting.map(device => (
          <QueueRow key={device.id} device={device} queue={queue} onRefuse={() => setRefusing([device.id])} />
        ))}
      </ul>
      {refusing === undefined ? null : (
        <RefuseThem
          names={refusing.map(id => queue.choiceOf(id).name ?? nameOf(waiting, id))}
          onClose={() => setRefusing(undefined)}
          onConfirm={() => {
            queue.refuse(refusing);
            setRefusing(undefined);
          }}
        />
      )}
    </>
  );
}

const nameOf = (waiting: readonly WaitingDevice[], id: string) =>
  waiting.find(one => one.id === id)?.suggestedName ?? '';

function RefuseThem(props: { names: string[]; onClose(): void; onConfirm(): void }) {
  const { names, onClose, onConfirm } = props;
  const count = plural(names.length, 'device');
  const [only] = names;
  const one = names.length === 1;
  return (
    <Confirm
      opened
      after="This cannot be undone from here."
      title={`Refuse ${one ? only : count}`}
      verb={`Refuse ${one ? 'this device' : count}`}
      onClose={onClose}
      onConfirm={onConfirm}
    >
      {one ? 'One device' : count} will be turned away and told so. To ask again, a device needs a new code.
    </Confirm>
  );
}

/** The id of the row that has focus. */
function focusedRow(): string | undefined {
  const row = document.activeElement?.closest<HTMLElement>('[data-queue-row]');
  return row?.dataset.queueRow;
}
