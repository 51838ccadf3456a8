import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ItemOutcome, StockTake, StockTakeItem } from '../../../../shared/protocol/api/stock-takes.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { About, AboutDialog } from './About.tsx';
import { useFold } from './fold.tsx';

interface Props {
  take: StockTake;
  outcome: ItemOutcome;
  mayTick: boolean;
}

const emptyWords: Record<ItemOutcome, string> = {
  pending: 'Everything was seen.',
  missing: 'Nothing is missing.',
  found: 'Nothing was seen yet.',
  moved: 'Nothing is in another place.',
  unexpected: 'Nothing was there unexpectedly.',
};

/** One list of a stock-take, by tag. */
export function Items({ take, outcome, mayTick }: Props) {
  const query = useInfiniteQuery(views.stockTakeItems(take.id, outcome));
  const { shown, more } = useFold((query.data?.pages ?? []).flatMap(page => page.items));
  return (
    <Loaded query={query} what="the list" skeleton={<RowsSkeleton rows={6} height={40} />}>
      {() => {
        if (shown.length === 0) return <Empty title={emptyWords[outcome]} />;
        return (
          <>
            <ul className="plain-list">
              {shown.map(item => (
                <Item key={item.id} take={take} item={item} mayTick={mayTick} />
              ))}
            </ul>
            {more ?? <More query={query} />}
          </>
        );
      }}
    </Loaded>
  );
}

function Item({ take, item, mayTick }: { take: StockTake; item: StockTakeItem; mayTick: boolean }) {
  const [writing, setWriting] = useState(false);
  const path = `/stock-takes/${take.id}/tick`;
  const tick = useChange({
    send: (seen: boolean) => tell('POST', path, { itemId: item.id, seen }),
    said: (_, seen) => (seen ? `${item.tag} was seen.` : `${item.tag}: taken back.`),
    undo: (_, seen) => (seen ? () => tell('POST', path, { itemId: item.id, seen: false }) : undefined),
    touches: ['stock-takes'],
  });
  return (
    <li className="line">
      <span className="line-words">
        <strong>{item.tag}</strong> {item.what} <span className="quiet">{item.serial ?? ''}</span>
        <span className="order-detail">
          <Where item={item} />
        </span>
        <Evidence item={item} />
        <About item={item} />
      </span>
      {mayTick ? (
        <Button
          size="compact-md"
          variant="subtle"
          aria-label={`Note or photo of ${item.tag}`}
          onClick={() => setWriting(true)}
        >
          Note or photo
        </Button>
      ) : null}
      {writing ? <AboutDialog take={take} item={item} onClose={() => setWriting(false)} /> : null}
      {mayTick ? (
        <Button
          size="compact-md"
          variant="default"
          loading={tick.isPending}
          aria-label={item.seenAt === null ? `${item.tag} is here` : `Take back ${item.tag}`}
          onClick={() => tick.mutate(item.seenAt === null)}
        >
          {item.seenAt === null ? 'It is here' : 'Take back'}
        </Button>
      ) : null}
    </li>
  );
}

export function Where({ item }: { item: StockTakeItem }) {
  const before = item.placeBefore ?? 'no place in the register';
  if (item.placeFound === null || item.placeFound === item.placeBefore) return before;
  return `${before} → found in ${item.placeFound}`;
}

/** A person's eyes first; an agent that was heard says only that it works somewhere. */
export function Evidence({ item }: { item: StockTakeItem }) {
  if (item.seenAt !== null)
    return (
      <span className="order-detail quiet">
        {item.how === 'scan' ? 'Scanned' : 'Seen'} by {item.seenBy}, <Ago at={item.seenAt} />
      </span>
    );
  if (item.agentSeenAt === null) return null;
  return (
    <span className="order-detail quiet">
      Nobody has seen it here. <Ago at={item.agentSeenAt} before="Its agent was heard" />, which says only
      that it works somewhere.
    </span>
  );
}
