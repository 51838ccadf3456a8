import { Anchor, Button, Checkbox, Group } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import {
  type Person,
  personKinds,
  personKindWords,
  personQuery,
} from '../../../../shared/protocol/api/persons.ts';
import { Export } from '../../components/Export.tsx';
import { FilterChip, FilterSearch } from '../../components/Filters.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useFilters } from '../../filters.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { EverybodyDialog } from './EverybodyDialog.tsx';
import { ImportPeople } from './ImportPeople.tsx';
import '../loans/loans.css';

const { search, kind, left } = personQuery.shape;
const filterShape = { search, kind, left };

/** Everybody whom something can be lent to. An account is not needed for that. */
export function EverybodyPage() {
  const [filters, setFilters] = useFilters(filterShape);
  const [open, setOpen] = useState<Person | 'new' | 'import' | null>(null);
  const mayEdit = useMay()('persons.edit');
  const query = useInfiniteQuery(views.persons(filters));
  const total = query.data?.pages[0]?.total;
  const narrowed = filters.search !== undefined || filters.kind !== undefined;
  return (
    <Page
      title="Everybody"
      lead="Whom something can be lent to. Nobody needs an account for that, and pupils never have one."
      actions={
        <Group gap="xs" className="asset-actions">
          <Accounts />
          <Export list="/persons" filters={filters} what="the people" />
          {mayEdit ? (
            <>
              <Button variant="default" onClick={() => setOpen('import')}>
                Import a list
              </Button>
              <Button onClick={() => setOpen('new')}>Enter a person</Button>
            </>
          ) : null}
        </Group>
      }
    >
      <search className="filter-bar">
        <FilterSearch
          label="Search people by name or class"
          placeholder="Name, class…"
          value={filters.search ?? ''}
          onChange={search => setFilters({ search })}
        />
        <FilterChip
          label="Kind"
          all="Anybody"
          choices={personKinds.map(value => ({ value, label: personKindWords[value] }))}
          value={filters.kind}
          onChange={kind => setFilters({ kind })}
        />
        <Checkbox
          label="With those who left"
          style={{ alignSelf: 'center' }}
          checked={filters.left === 'yes'}
          onChange={event => setFilters({ left: event.currentTarget.checked ? 'yes' : undefined })}
        />
      </search>
      <p className="result-line" role="status">
        {total === undefined ? ' ' : plural(total, 'person', 'people')}
      </p>
      <Loaded query={query} what="the people" skeleton={<RowsSkeleton rows={10} />}>
        {data => {
          const people = data.pages.flatMap(page => page.items);
          if (people.length === 0) return <Nobody narrowed={narrowed} />;
          return (
            <>
              <Table people={people} onEdit={mayEdit ? setOpen : undefined} />
              <More query={query} />
            </>
          );
        }}
      </Loaded>
      {open === 'import' ? <ImportPeople onClose={() => setOpen(null)} /> : null}
      {open === null || open === 'import' ? null : (
        <EverybodyDialog person={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </Page>
  );
}

function Accounts() {
  if (!useMay()('people.manage')) return null;
  return (
    <Button component={Link} to="/people" variant="default">
      Accounts
    </Button>
  );
}

function Nobody({ narrowed }: { narrowed: boolean }) {
  if (narrowed) return <Empty title="Nobody fits this.">Clear the search, or choose “Anybody”.</Empty>;
  return (
    <Empty title="Nobody is here yet.">
      Export a list of staff (and pupils, if things are lent to them) from your information system as CSV and
      import it. Names are enough; classes, e-mail addresses and line managers help.
    </Empty>
  );
}

function Table({ people, onEdit }: { people: Person[]; onEdit: ((person: Person) => void) | undefined }) {
  return (
    <table className="device-table list-table one-a-line">
      <caption className="hidden-words">People</caption>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Kind</th>
          <th scope="col">Class or department</th>
          <th scope="col">Line manager</th>
          <th scope="col">Account</th>
          <th scope="col" className="number">
            On loan
          </th>
          <th scope="col">
            <span className="hidden-words">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {people.map(person => (
          <tr key={person.id} data-faded={person.leftAt !== null}>
            <td>
              <Anchor component={Link} to={`/people/${person.id}`} fw={600} c="inherit">
                {person.name}
              </Anchor>
              {person.leftAt === null ? null : <span className="tag">left</span>}
            </td>
            <td data-label="Kind">{personKindWords[person.kind]}</td>
            <td data-label="Class or department">{person.group ?? '–'}</td>
            <td data-label="Line manager">{person.lineManager?.name ?? '–'}</td>
            <td data-label="Account">{person.hasAccount ? 'yes' : 'no'}</td>
            <td data-label="On loan" className="number">
              {person.holding}
            </td>
            <td className="cell-action">
              {onEdit === undefined ? null : (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Change ${person.name}`}
                  onClick={() => onEdit(person)}
                >
                  Change
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
