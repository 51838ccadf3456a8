import { memo } from 'react';
import { Link } from 'react-router';
import type { DeviceRow } from '../../../../shared/protocol/api/devices.ts';
import { LastSeen } from '../../components/LastSeen.tsx';
import { StateStrip } from '../../components/StateStrip.tsx';
import { titleOf } from '../../control-words.ts';

interface Props {
  row: DeviceRow;
  index: number;
  measure(element: HTMLElement | null): void;
}

export const Row = memo(function Row({ row, index, measure }: Props) {
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <td className="cell-name">
        <Link to={`/devices/${row.id}`} className="row-link" data-row>
          {row.name}
        </Link>
        <span className="cell-group">{row.group.name}</span>
        <Trouble status={row.status} />
      </td>
      <td className="cell-strip">
        <StateStrip of={row.controls} />
      </td>
      <td className="cell-count">
        <NotMet row={row} />
      </td>
      <td className="cell-seen">
        <LastSeen connected={row.connected} at={row.lastSeenAt} />
      </td>
      <td className="cell-system">{row.system ?? 'not known yet'}</td>
    </tr>
  );
});

/** How many, and which: a row can be read without a picture. */
function NotMet({ row }: Pick<Props, 'row'>) {
  if (row.notMet === 0)
    return (
      <span className="zero">
        0<span className="only-narrow"> not met</span>
      </span>
    );
  const which = row.controls
    .filter(({ state }) => state === 'not_met')
    .map(({ control }) => titleOf(control))
    .join(', ');
  return (
    <span className="count-line" title={which}>
      <strong>{row.notMet}</strong>
      <span className="only-narrow">not met:</span>
      <span className="count-which">{which}</span>
    </span>
  );
}

function Trouble({ status }: Pick<DeviceRow, 'status'>) {
  if (status === 'approved') return null;
  const words = {
    waiting: 'waiting',
    blocked: 'blocked',
    cloned: 'two with one key',
    removed: 'removed',
  } as const;
  return <span className="tag">{words[status]}</span>;
}
