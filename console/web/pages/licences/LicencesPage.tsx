import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { sayMoney } from '../../../../shared/assets/money.ts';
import { type Licence, licenceBasisWords } from '../../../../shared/protocol/api/licences.ts';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';
import '../upkeep/upkeep.css';
import { KeyDialog } from './KeyDialog.tsx';
import { LicenceDialog } from './LicenceDialog.tsx';
import { SeatsDialog } from './SeatsDialog.tsx';

/** What the school may use, until when, and whether it is enough for what is installed. */
export function LicencesPage() {
  const query = useQuery(views.licences());
  const [editing, setEditing] = useState<Licence | null>();
  const [seeing, setSeeing] = useState<Licence>();
  const [seats, setSeats] = useState<Licence>();
  const may = useMay();
  const edit = may('licences.edit');
  return (
    <Page
      title="Software licences"
      lead="What the school may use, until when, and whether it is enough for what is installed."
      actions={
        <Group gap="xs">
          <Export list="/licences" what="the licences" />
          {edit ? <Button onClick={() => setEditing(null)}>Enter a licence</Button> : null}
        </Group>
      }
    >
      <Loaded query={query} what="the licences" skeleton={<Skeleton height={260} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No licence is entered yet.">
              Begin with what costs most. A licence that is tied to a title of the software list is counted
              against the computers that have it; its key can be kept here, under lock.
            </Empty>
          ) : (
            <Table
              licences={items}
              seats={setSeats}
              edit={edit ? setEditing : undefined}
              see={may('licences.see_key') ? setSeeing : undefined}
            />
          )
        }
      </Loaded>
      {editing === undefined ? null : (
        <LicenceDialog licence={editing} onClose={() => setEditing(undefined)} />
      )}
      {seats === undefined ? null : (
        <SeatsDialog licence={seats} edit={edit} onClose={() => setSeats(undefined)} />
      )}
      {seeing === undefined ? null : <KeyDialog licence={seeing} onClose={() => setSeeing(undefined)} />}
    </Page>
  );
}

interface TableProps {
  licences: readonly Licence[];
  seats(licence: Licence): void;
  edit: ((licence: Licence) => void) | undefined;
  see: ((licence: Licence) => void) | undefined;
}

function Table({ licences, seats, edit, see }: TableProps) {
  const may = useMay();
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Licences</caption>
      <thead>
        <tr>
          <th scope="col">Licence</th>
          <th scope="col">Position</th>
          <th scope="col">Term</th>
          <th scope="col">Supplier</th>
          <th scope="col" className="number">
            Cost
          </th>
          <th scope="col">Key</th>
          <th scope="col">
            <span className="hidden-words">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {licences.map(one => (
          <tr key={one.id}>
            <td className="long-word">
              <strong>{one.title}</strong>{' '}
              <span className="quiet">
                {licenceBasisWords[one.basis]}
                {one.reference === null ? '' : `, ${one.reference}`}
              </span>
              {one.software !== null && may('software.read') ? (
                <span className="order-detail">
                  <Anchor component={Link} to={`/software/${one.software.id}`}>
                    {one.software.name}
                  </Anchor>
                </span>
              ) : null}
            </td>
            <td data-label="Position">
              <Position licence={one} />
              {one.basis === 'site' ? null : (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  aria-label={`Who sits on the seats of ${one.title}`}
                  onClick={() => seats(one)}
                >
                  {one.taken === 0
                    ? 'Who has a seat'
                    : `${one.taken} ${one.taken === 1 ? 'seat' : 'seats'} by name`}
                </Button>
              )}
            </td>
            <td data-label="Term">{sayTerm(one)}</td>
            <td data-label="Supplier">{one.supplier?.name ?? '–'}</td>
            <td data-label="Cost" className="number">
              {one.cost === null ? '–' : sayMoney(one.cost)}
            </td>
            <td data-label="Key" className="one-line">
              {one.keyEnd === null ? '–' : `kept${one.keyEnd === '' ? '' : `, …${one.keyEnd}`}`}
            </td>
            <td>
              <Group gap="xs" wrap="nowrap">
                {see !== undefined && one.keyEnd !== null ? (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`See the key of ${one.title}`}
                    onClick={() => see(one)}
                  >
                    See the key
                  </Button>
                ) : null}
                {edit === undefined ? null : (
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Change ${one.title}`}
                    onClick={() => edit(one)}
                  >
                    Change
                  </Button>
                )}
              </Group>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Only what is counted and fits is green. */
const marks = {
  fits: 'met',
  unlimited: 'not_applicable',
  over: 'not_met',
  expired: 'not_met',
  not_counted: 'unknown',
  not_tied: 'unknown',
  ended: 'not_applicable',
} as const;

function Position({ licence: { position, said, title } }: { licence: Licence }) {
  return (
    <span className="readiness">
      <StateMark state={marks[position]} about={title} /> <span>{said}</span>
    </span>
  );
}

function sayTerm({ startsOn, endsOn }: Licence): string {
  if (endsOn === null) return startsOn === null ? 'no end' : `since ${sayDay(startsOn)}, no end`;
  return startsOn === null ? `until ${sayDay(endsOn)}` : `${sayDay(startsOn)} to ${sayDay(endsOn)}`;
}
