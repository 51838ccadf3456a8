/** The list of incidents: its columns. */
import { Link } from 'react-router';
import { type Incident, incidentCategoryWords } from '../../../../shared/protocol/api/incidents.ts';
import { Ago } from '../../components/Ago.tsx';
import type { ListShape } from '../../components/ListTable.tsx';
import { Clock } from './Clock.tsx';

const names = ['category', 'device', 'noticed', 'reporter', 'stands', 'reported', 'outcome'] as const;
type Name = (typeof names)[number];

export const incidentList: ListShape<Incident, Name> = {
  list: 'incidents',
  caption: 'Incidents',
  state: row => row.status,
  first: {
    words: 'What happened',
    cell: row => (
      <Link to={`/incidents/${row.id}`} className="row-link" data-row>
        {row.number}. {row.title}
      </Link>
    ),
  },
  names,
  usual: ['category', 'device', 'noticed', 'reporter', 'stands'],
  columns: {
    category: { words: 'What it is', cell: row => incidentCategoryWords[row.category] },
    device: { words: 'Device', cell: row => row.device?.name ?? '–' },
    noticed: { words: 'Noticed', cell: row => <Ago at={row.noticedAt} /> },
    reporter: { words: 'Reported by', cell: row => row.reporter },
    stands: { words: 'Stands', cell: row => <Standing of={row} /> },
    reported: { words: 'Reported', cell: row => <Ago at={row.reportedAt} /> },
    outcome: { words: 'How it ended', className: 'long-word', cell: row => row.outcome || '–' },
  },
};

function Standing({ of: { status, clock, answeredAt, closedAt } }: { of: Incident }) {
  if (clock !== null && (status === 'open' || clock.state !== 'in_time')) return <Clock clock={clock} />;
  if (closedAt !== null)
    return (
      <>
        Closed <Ago at={closedAt} />
      </>
    );
  return answeredAt === null ? <>Waits for a first answer</> : <>Looked into</>;
}
