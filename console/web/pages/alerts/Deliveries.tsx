import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Delivery } from '../../../../shared/protocol/api/alerts.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';

/** What went out in the last month, and what did not. */
export function Deliveries() {
  const query = useInfiniteQuery(views.deliveries({}));
  return (
    <Section title="What was sent" note={<Export list="/deliveries" what="the letters and calls" small />}>
      <Loaded query={query} what="what was sent" skeleton={<RowsSkeleton rows={4} />}>
        {data => {
          const items = data.pages.flatMap(page => page.items);
          if (items.length === 0) return <p className="quiet">Nothing in the last month.</p>;
          return (
            <>
              <ul className="plain-list">
                {items.map(one => (
                  <Line key={one.id} one={one} />
                ))}
              </ul>
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Section>
  );
}

function Line({ one }: { one: Delivery }) {
  const mayEdit = useMay()('alerts.edit');
  const again = useChange({
    send: () => tell('POST', `/deliveries/${one.id}/again`),
    said: () => 'It is sent again within half a minute.',
    touches: ['alerts'],
  });
  const over = one.state === 'failed' || one.state === 'unsure';
  return (
    <li className="line" data-state={one.state}>
      <span className="line-words">
        {one.what} <span className="quiet">to {one.to}</span>
        <span className="order-detail">
          <State of={one} />
        </span>
      </span>
      {over && mayEdit ? (
        <Button
          size="compact-sm"
          variant="default"
          loading={again.isPending}
          aria-label={`Send again: ${one.what} to ${one.to}`}
          onClick={() => again.mutate(undefined)}
        >
          Send again
        </Button>
      ) : null}
      <span className="line-age">
        <Ago at={one.createdAt} />
      </span>
    </li>
  );
}

function State({ of: { state, error, attempts, nextAt } }: { of: Delivery }) {
  if (state === 'sent') return <>Sent</>;
  if (state === 'sending') return <>Being sent</>;
  if (state === 'unsure') return <>May have arrived: {error}</>;
  if (state === 'failed')
    return (
      <strong>
        Given up after {plural(attempts, 'attempt')}: {error}
      </strong>
    );
  if (attempts === 0 || nextAt === null) return <>Waits</>;
  return (
    <>
      Not sent yet: {error}. Tried again <Ago at={nextAt} until />
    </>
  );
}
