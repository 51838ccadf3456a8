/** The list of titles: its columns. */
import { Link } from 'react-router';
import { sourceWords, type TitleRow } from '../../../../shared/protocol/api/software.ts';
import { Ago } from '../../components/Ago.tsx';
import type { ListShape } from '../../components/ListTable.tsx';
import { plural } from '../../time.ts';
import { SupportWords } from './SupportWords.tsx';

const names = [
  'publisher',
  'version',
  'devices',
  'firstSeen',
  'weak',
  'support',
  'source',
  'owner',
  'seats',
] as const;
type Name = (typeof names)[number];

export const titleList: ListShape<TitleRow, Name> = {
  list: 'software',
  caption: 'Titles',
  className: 'software-table',
  first: {
    words: 'Title',
    cell: row => (
      <Link to={`/software/${row.id}`} className="row-link" title={row.name} data-row>
        {row.name}
      </Link>
    ),
  },
  names,
  usual: ['publisher', 'version', 'devices', 'firstSeen', 'weak', 'support'],
  columns: {
    publisher: {
      words: 'Publisher',
      className: 'on-one-line',
      title: row => row.publisher ?? undefined,
      cell: row => row.publisher ?? '–',
    },
    version: {
      words: 'Version',
      className: row => (row.version === null ? 'on-one-line' : 'long-word'),
      cell: row => row.version ?? plural(row.versions, 'version'),
    },
    devices: { words: 'Devices', className: 'number', cell: row => <OfSeats row={row} /> },
    firstSeen: { words: 'First seen', className: 'on-one-line', cell: row => <Ago at={row.firstSeenAt} /> },
    weak: { words: 'Vulnerabilities', cell: row => <Weak row={row} /> },
    support: {
      words: 'Supported',
      className: 'on-one-line',
      cell: row => <SupportWords support={row.support} />,
    },
    source: {
      words: 'From',
      className: 'on-one-line',
      cell: row => sourceWords[row.source] ?? row.source,
    },
    owner: { words: 'Answers for it', className: 'on-one-line', cell: row => row.owner ?? '–' },
    seats: { words: 'Seats', className: 'number', cell: row => row.seats ?? '–' },
  },
};

function OfSeats({ row }: { row: TitleRow }) {
  return (
    <>
      {row.devices}
      {row.seats !== null && row.seats < row.devices ? (
        <span className="quiet"> of {plural(row.seats, 'seat')}</span>
      ) : null}
    </>
  );
}

function Weak({ row }: { row: TitleRow }) {
  if (row.open > 0)
    return (
      <span className="severity" data-grave={row.grave > 0 ? 'true' : 'caution'}>
        {row.open} open{row.exploited > 0 ? ', exploited' : ''}
      </span>
    );
  if (row.toCheck > 0)
    return (
      <span className="severity" data-grave="caution">
        {row.toCheck} to check
      </span>
    );
  return <span className="quiet">{row.covered ? 'none known' : 'not looked for'}</span>;
}
