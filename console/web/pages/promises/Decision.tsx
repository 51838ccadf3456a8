import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { Section } from '../../components/Page.tsx';

type Waiting = NonNullable<Promises['decisions']>;

/** Everything that waits for the reader, and what happens if nobody decides. */
export function Decisions({ decisions }: { decisions: Waiting }) {
  return (
    <Section title="For you to decide">
      {decisions.length === 0 ? <p className="quiet">Nothing today.</p> : null}
      {decisions.map(decision => (
        <div key={decision.action?.to ?? decision.sentence} className="decision">
          <p>
            <strong>{decision.sentence}</strong>
          </p>
          <p>If no one decides: {decision.ifNothing}</p>
          {decision.action === null ? null : (
            <Button component={Link} to={decision.action.to} className="no-print">
              {decision.action.label}
            </Button>
          )}
        </div>
      ))}
    </Section>
  );
}
