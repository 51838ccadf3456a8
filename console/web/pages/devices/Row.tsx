import { memo, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { DeviceRow } from '../../../../shared/protocol/api/devices.ts';
import { LastSeen } from '../../components/LastSeen.tsx';
import { StateStrip } from '../../components/StateStrip.tsx';
import { titleOf } from '../../control-words.ts';
import { type Column, columnWords } from './columns.ts';

interface Props {
  row: DeviceRow;
  columns: readonly Column[];
  index: number;
  /** Undefined where nothing can be done with several. */
  chosen: boolean | undefined;
  choose(id: string): void;
  measure(element: HTMLElement | null): void;
}

export const Row = memo(function Row({ row, columns, index, chosen, choose, measure }: Props) {
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <td className="cell-name">
        {chosen === undefined ? null : (
          <input
            type="checkbox"
            className="row-select"
            aria-label={`Choose ${row.name}`}
            checked={chosen}
            onChange={() => choose(row.id)}
          />
        )}
        <Link to={`/devices/${row.id}`} className="row-link" data-row>
          {row.name}
        </Link>
        <Whose row={row} columns={columns} />
        <Trouble status={row.status} />
      </td>
      {columns.map(column => {
        const cell = cells[column];
        return (
          <td
            key={column}
            className={cell.place}
            data-label={columnWords[column]}
            title={cell.said?.(row) ?? undefined}
          >
            {cell.shows(row)}
          </td>
        );
      })}
    </tr>
  );
});

interface Cell {
  place: string;
  shows(row: DeviceRow): ReactNode;
  /** The whole of a text that may be cut off. */
  said?(row: DeviceRow): string | null;
}

/** Nothing stands where the register says nothing. */
function inRegister(field: 'tag' | 'location' | 'holder'): Cell {
  const said = (row: DeviceRow) => row.asset?.[field] ?? null;
  return { place: 'cell-more', shows: row => said(row) ?? '–', said };
}

const cells: Record<Column, Cell> = {
  controls: { place: 'cell-strip', shows: row => <StateStrip of={row.controls} /> },
  notMet: { place: 'cell-count', shows: row => <NotMet row={row} /> },
  unknown: {
    place: 'cell-more',
    shows: row => (row.unknown === 0 ? <span className="zero">0</span> : row.unknown),
  },
  lastSeen: { place: 'cell-seen', shows: row => <LastSeen connected={row.connected} at={row.lastSeenAt} /> },
  system: { place: 'cell-system', shows: row => row.system ?? 'not known yet', said: row => row.system },
  model: { place: 'cell-more', shows: row => row.model ?? 'not known yet', said: row => row.model },
  group: { place: 'cell-more', shows: row => row.group.name, said: row => row.group.name },
  asset: inRegister('tag'),
  place: inRegister('location'),
  holder: inRegister('holder'),
  agent: { place: 'cell-more', shows: row => row.agent ?? 'not known yet', said: row => row.agent },
};

/** Its group, and who has it, unless these have columns of their own. */
function Whose({ row, columns }: Pick<Props, 'row' | 'columns'>) {
  const parts = [
    columns.includes('group') ? null : row.group.name,
    columns.includes('holder') ? null : (row.asset?.holder ?? null),
  ].filter(part => part !== null);
  return parts.length === 0 ? null : <span className="cell-group">{parts.join(', ')}</span>;
}

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
