/** The register of media: its columns. */
import { Link } from 'react-router';
import { type Medium, mediumStateWords } from '../../../../shared/protocol/api/media.ts';
import { Ago } from '../../components/Ago.tsx';
import type { ListShape } from '../../components/ListTable.tsx';
import { Encrypted } from './Encrypted.tsx';

const names = ['state', 'holder', 'encrypted', 'seen', 'serial', 'note'] as const;
type Name = (typeof names)[number];

export const stickList: ListShape<Medium, Name> = {
  list: 'media',
  caption: 'School media',
  className: 'media-table',
  state: row => row.state,
  first: {
    words: 'Name',
    cell: row => (
      <Link to={`/media/${row.id}`} className="row-link" data-row>
        {row.label}
      </Link>
    ),
  },
  names,
  usual: ['state', 'holder', 'encrypted', 'seen', 'serial'],
  columns: {
    state: { words: 'State', cell: row => mediumStateWords[row.state] },
    holder: { words: 'Holder', cell: row => row.holder ?? '–' },
    encrypted: { words: 'Encrypted', cell: row => <Encrypted of={row} /> },
    seen: { words: 'Last seen', cell: row => <Seen row={row} /> },
    serial: { words: 'Serial number', className: 'long-word quiet', cell: row => row.serial },
    note: { words: 'Note', className: 'long-word', cell: row => row.note || '–' },
  },
};

function Seen({ row: { seen } }: { row: Medium }) {
  if (seen === null) return '–';
  return (
    <>
      {seen.device?.name ?? 'A device that is gone'}, <Ago at={seen.at} />
    </>
  );
}
