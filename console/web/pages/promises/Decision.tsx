import { Button } from '@mantine/core';
import { Link } from 'react-router';
import type { Promises } from '../../../../shared/protocol/api/overview.ts';
import { Section } from '../../components/Page.tsx';

/** The one thing to decide, and what happens if nobody does. */
export function Decision({ decision }: Pick<Promises, 'decision'>) {
  if (decision === null)
    return (
      <Section title="For you to decide">
        <p className="quiet">Nothing today.</p>
      </Section>
    );
  return (
    <Section title="For you to decide">
      <div className="decision">
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
    </Section>
  );
}
