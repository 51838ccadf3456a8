/** The register: its columns. */
import { Link } from 'react-router';
import { kinds } from '../../../../shared/assets/kinds.ts';
import type { AssetRow } from '../../../../shared/protocol/api/assets.ts';
import { Ago } from '../../components/Ago.tsx';
import type { ListShape } from '../../components/ListTable.tsx';
import { useStateWords } from '../../state-words.ts';

const names = [
  'what',
  'kind',
  'state',
  'place',
  'holder',
  'serial',
  'device',
  'complete',
  'changed',
] as const;
type Name = (typeof names)[number];

export const register: ListShape<AssetRow, Name> = {
  list: 'assets',
  caption: 'Assets',
  className: 'asset-table',
  first: {
    words: 'Tag',
    cell: row => (
      <Link to={`/assets/${row.id}`} className="row-link" data-row>
        {row.tag}
      </Link>
    ),
  },
  names,
  usual: ['what', 'state', 'place', 'holder', 'serial', 'device', 'complete'],
  columns: {
    what: { words: 'What', className: 'long-word', cell: row => <What row={row} /> },
    kind: { words: 'Kind', cell: row => kinds[row.kind].words },
    state: { words: 'State', cell: row => <State row={row} /> },
    place: { words: 'Place', cell: row => row.location ?? '–' },
    holder: { words: 'Holder', cell: row => row.holder ?? '–' },
    serial: { words: 'Serial number', className: 'long-word', cell: row => row.serial ?? '–' },
    device: { words: 'Device', cell: row => (row.device === null ? '–' : row.device.name) },
    complete: {
      words: 'Complete',
      className: 'number',
      title: missing,
      cell: row => `${row.completeness.percent} %`,
    },
    changed: { words: 'Changed', cell: row => <Ago at={row.updatedAt} /> },
  },
};

function What({ row }: { row: AssetRow }) {
  const model = [row.make, row.model].filter(part => part !== null).join(' ');
  const title = row.name ?? (model || kinds[row.kind].words);
  return (
    <>
      {title}
      {model !== '' && model !== title ? <span className="quiet"> {model}</span> : null}
    </>
  );
}

function State({ row }: { row: AssetRow }) {
  return useStateWords()[row.state];
}

function missing({ completeness }: AssetRow): string {
  return completeness.missing.length === 0
    ? 'Nothing is missing'
    : `Missing: ${completeness.missing.join(', ')}`;
}
