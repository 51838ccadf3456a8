import { Anchor } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { closedStates, goneStates } from '../../../../shared/assets/states.ts';
import type { ItemOutcome, StockTake, StockTakeItem } from '../../../../shared/protocol/api/stock-takes.ts';
import { Ago, Moment } from '../../components/Ago.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { useStateWords } from '../../state-words.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { About } from './About.tsx';
import { useFold } from './fold.tsx';
import { Evidence, Where } from './Items.tsx';
import { sayPlaces } from './take-words.ts';

/** What an auditor reads: the answer, who counted and who signed, then the lists, missing first. */
export function Report({ take }: { take: StockTake }) {
  const { counts } = take;
  return (
    <>
      <p className="answer">
        {counts.found + counts.moved} of {plural(counts.expected, 'thing')} in {sayPlaces(take.places)} were
        found; {counts.missing === 0 ? 'nothing is missing' : `${counts.missing} missing`}.
      </p>
      <dl className="fact-list wide">
        <div>
          <dt>Counted by</dt>
          <dd>
            {take.people.length === 0
              ? 'nobody'
              : take.people.map(one => `${one.name} (${one.things})`).join(', ')}
          </dd>
        </div>
        <div>
          <dt>Finished by</dt>
          <dd>
            {take.finishedBy ?? 'not finished'}
            {take.finishedAt === null ? null : (
              <>
                , <Moment at={take.finishedAt} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Signed by</dt>
          <dd>
            {take.signedBy ?? 'not signed yet'}
            {take.signedAt === null ? null : (
              <>
                , <Moment at={take.signedAt} />
              </>
            )}
          </dd>
        </div>
        {take.note === null ? null : (
          <div>
            <dt>Note</dt>
            <dd>{take.note}</dd>
          </div>
        )}
      </dl>
      <List take={take} outcome="missing" title="Missing" />
      <List take={take} outcome="moved" title="In another place" />
      <List take={take} outcome="unexpected" title="Not expected there" />
      {take.unknown.length === 0 ? null : (
        <Section title="Codes that nothing in the register has" note={plural(take.unknown.length, 'code')}>
          <ul className="plain-list">
            {take.unknown.map(one => (
              <li key={one.code} className="line">
                <span className="line-words">
                  <Anchor
                    component={Link}
                    to={`/a/${encodeURIComponent(one.code)}`}
                    inherit
                    underline="always"
                  >
                    {one.code}
                  </Anchor>
                  {one.place === null ? '' : `, ${one.place}`}
                </span>
                <span className="line-age">
                  {one.by}, <Ago at={one.at} />
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <List take={take} outcome="found" title="Found" />
    </>
  );
}

function List({ take, outcome, title }: { take: StockTake; outcome: ItemOutcome; title: string }) {
  const query = useInfiniteQuery(views.stockTakeItems(take.id, outcome));
  const { shown, more } = useFold((query.data?.pages ?? []).flatMap(page => page.items));
  const mayOpen = useMay()('assets.read');
  if (take.counts[outcome] === 0) return null;
  return (
    <Section title={title} note={plural(take.counts[outcome], 'thing')}>
      <Loaded query={query} what="the list" skeleton={<RowsSkeleton rows={3} height={30} />}>
        {() => (
          <>
            <ul className="plain-list">
              {shown.map(item => (
                <li key={item.id} className="line">
                  <span className="line-words">
                    {mayOpen ? (
                      <Anchor component={Link} to={`/assets/${item.assetId}`} inherit underline="always">
                        {item.tag}
                      </Anchor>
                    ) : (
                      <strong>{item.tag}</strong>
                    )}{' '}
                    {item.what} <span className="quiet">{item.serial ?? ''}</span>
                    <span className="order-detail">
                      <Where item={item} />
                    </span>
                    <Evidence item={item} />
                    <About item={item} />
                    {outcome === 'missing' ? <Now item={item} /> : null}
                  </span>
                </li>
              ))}
            </ul>
            {more ?? <More query={query} />}
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** What the register says of it today, and what is to be done while it says that it is here. */
function Now({ item: { tag, state } }: { item: StockTakeItem }) {
  const stateWords = useStateWords();
  const settled = [...goneStates, ...closedStates, 'on_loan', 'in_repair'].includes(state);
  return (
    <span className="order-detail">
      “{stateWords[state]}” in the register today.
      {settled ? '' : ` Look for it, or say on the page of ${tag} that it is lost.`}
    </span>
  );
}
