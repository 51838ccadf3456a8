import { memo } from 'react';
import { Link } from 'react-router';
import type { DeviceRow } from '../../../../shared/protocol/api/devices.ts';
import { LastSeen } from '../../components/LastSeen.tsx';
import { StateStrip } from '../../components/StateStrip.tsx';

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
      <td className="number cell-count">
        {row.notMet === 0 ? <span className="zero">0</span> : <strong>{row.notMet}</strong>}
        <span className="only-narrow"> not met</span>
      </td>
      <td className="cell-seen">
        <LastSeen connected={row.connected} at={row.lastSeenAt} />
      </td>
      <td className="cell-system">{row.system ?? 'not known yet'}</td>
    </tr>
  );
});

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
