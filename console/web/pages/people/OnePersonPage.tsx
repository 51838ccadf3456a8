import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { type Person, personKindWords } from '../../../../shared/protocol/api/persons.ts';
import { Ago } from '../../components/Ago.tsx';
import { Loaded } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { views } from '../../views.ts';
import { LoansOf } from '../loans/LoansOf.tsx';

/** One person: who they are, what they have, what they had. */
export function OnePersonPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.person(id));
  const { data } = query;
  return (
    <Page title={data?.name ?? 'Person'} lead={data === undefined ? <Back /> : <Lead person={data} />}>
      <Loaded query={query} what="this person" skeleton={<Skeleton height={120} />}>
        {person => (
          <LoansOf
            title="Loans"
            of={{ holder: person.id }}
            none={`Nothing was lent to ${person.name} yet.`}
            lend={
              person.leftAt === null
                ? { label: `Lend something to ${person.name}`, to: `/loans/new?holder=${person.id}` }
                : undefined
            }
          />
        )}
      </Loaded>
    </Page>
  );
}

const Back = () => (
  <Anchor component={Link} to="/people/everybody" inherit>
    Everybody
  </Anchor>
);

function Lead({ person }: { person: Person }) {
  const facts = [
    personKindWords[person.kind],
    person.group,
    person.email,
    person.lineManager === null ? null : `line manager ${person.lineManager.name}`,
    person.holding === 0 ? 'has nothing on loan' : `has ${person.holding} on loan`,
  ];
  return (
    <span className="fact-line">
      <span>
        <Back />
      </span>
      {facts
        .filter(fact => fact !== null)
        .map(fact => (
          <span key={fact}>{fact}</span>
        ))}
      {person.leftAt === null ? null : (
        <span>
          left <Ago at={person.leftAt} />
        </span>
      )}
    </span>
  );
}
