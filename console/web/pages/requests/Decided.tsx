import { Anchor, Button } from '@mantine/core';
import { Link } from 'react-router';
import type { RequestView } from '../../../../shared/protocol/api/requests.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty } from '../../components/Loaded.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';

/** What was decided, what came of it, and the way back. */
export function Decided({ items, narrowed }: { items: RequestView[]; narrowed: boolean }) {
  if (items.length === 0)
    return (
      <Empty title="Nothing was decided yet.">
        {narrowed ? 'Choose “Everything” above to see the others.' : undefined}
      </Empty>
    );
  return (
    <ul className="plain-list">
      {items.map(one => (
        <li key={one.id} className="line" data-request={one.id}>
          <span className="line-words">
            <strong>{one.title}</strong> for {one.person || 'somebody'}
            {one.device === null ? '' : ` at ${one.device.name}`}
            <span className="order-detail">
              {one.state === 'approved' ? 'Approved' : `Refused: “${one.answer}”`} by {one.decidedBy}
              <CameOf request={one} />
            </span>
          </span>
          <TakeBack request={one} />
          {one.decidedAt === null ? null : (
            <span className="line-age">
              <Ago at={one.decidedAt} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function CameOf({ request: { outcome } }: { request: RequestView }) {
  if (outcome === null) return null;
  return (
    <>
      .{' '}
      {outcome.to === null ? (
        outcome.sentence
      ) : (
        <Anchor component={Link} to={outcome.to} size="sm">
          {outcome.sentence}
        </Anchor>
      )}
    </>
  );
}

function TakeBack({ request: { id, title, person, canTakeBack } }: { request: RequestView }) {
  const may = useMay()('requests.decide');
  const reopen = useChange({
    send: () => tell('POST', `/requests/${id}/reopen`),
    said: () => 'Taken back: it waits for a decision again.',
    touches: ['requests', 'overview', 'device', 'policies'],
  });
  if (!may || !canTakeBack) return null;
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={reopen.isPending}
      aria-label={`Take back: ${title}, ${person || 'somebody'}`}
      onClick={() => reopen.mutate(undefined)}
    >
      Take back
    </Button>
  );
}
