import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import type { Review } from '../../../../shared/protocol/api/reviews.ts';
import { reviewKindWords } from '../../../../shared/reviews/standing.ts';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import '../assets/assets.css';
import '../upkeep/upkeep.css';
import { LookDialog, ReviewDialog } from './ReviewDialogs.tsx';

/** What is looked at on set days: systems, documents and people's own devices. */
export function ReviewsPage() {
  const query = useQuery(views.reviews());
  const [editing, setEditing] = useState<Review | null>();
  const [noting, setNoting] = useState<Review>();
  const edit = useMay()('reviews.edit');
  return (
    <Page
      title="Reviews"
      lead="What the school looks at on set days: its systems, its documents, and, where it wants such a list, people’s own devices. Caretaker looks at none of these itself: it keeps what people write down, and says when something is due."
      actions={
        <Group gap="xs">
          <Export list="/reviews" what="the reviews" />
          {edit ? <Button onClick={() => setEditing(null)}>Enter something to look at</Button> : null}
        </Group>
      }
    >
      <Loaded query={query} what="the reviews" skeleton={<Skeleton height={200} />}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="Nothing is entered yet.">
              Begin with who may do what on the school’s systems, each term, and with the plan for when
              everything fails, each year.
            </Empty>
          ) : (
            <Table items={items} edit={edit ? setEditing : undefined} note={setNoting} />
          )
        }
      </Loaded>
      {editing === undefined ? null : <ReviewDialog review={editing} onClose={() => setEditing(undefined)} />}
      {noting === undefined ? null : <LookDialog review={noting} onClose={() => setNoting(undefined)} />}
    </Page>
  );
}

interface TableProps {
  items: readonly Review[];
  edit: ((review: Review) => void) | undefined;
  note(review: Review): void;
}

function Table({ items, edit, note }: TableProps) {
  return (
    <table className="device-table list-table">
      <caption className="hidden-words">Reviews</caption>
      <thead>
        <tr>
          <th scope="col">What</th>
          <th scope="col">Kind</th>
          <th scope="col">Every</th>
          <th scope="col">How it stands</th>
          <th scope="col">
            <span className="hidden-words">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map(one => (
          <tr key={one.id}>
            <td className="long-word">
              <strong>{one.what}</strong>{' '}
              <span className="quiet">
                {one.version === '' ? '' : `version ${one.version}; `}
                {one.owner}
                {one.endedOn === null ? '' : `; not looked at any more since ${sayDay(one.endedOn)}`}
              </span>
              <Written of={one} />
            </td>
            <td data-label="Kind" className="one-line">
              {reviewKindWords[one.kind].kind}
            </td>
            <td data-label="Every" className="one-line">
              {plural(one.everyMonths, 'month')}
            </td>
            <td data-label="How it stands">
              <span className="readiness">
                <StateMark state={one.standing.state} about={one.what} /> <span>{one.standing.words}</span>
              </span>
            </td>
            <td>
              {edit === undefined ? null : (
                <Group gap="xs" wrap="nowrap">
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Write down: ${one.what}`}
                    onClick={() => note(one)}
                  >
                    Write down
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={`Change ${one.what}`}
                    onClick={() => edit(one)}
                  >
                    Change
                  </Button>
                </Group>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Written({ of: { kind, asked, entries } }: { of: Review }) {
  if (asked === '' && entries.length === 0) return null;
  return (
    <details>
      <summary>What is asked, and what was written down</summary>
      {asked === '' ? null : <p className="kept-lines">{asked}</p>}
      <ul className="plain-list">
        {entries.map(one => (
          <li key={one.id}>
            {sayDay(one.doneOn)}: {reviewKindWords[kind].done.toLowerCase()} by {one.doneBy},{' '}
            {one.inOrder ? 'in order' : 'something left to do'}
            {one.note === null ? '' : `: ${one.note}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
