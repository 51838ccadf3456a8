import { Anchor, Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { kinds } from '../../../../shared/assets/kinds.ts';
import type { AssetMistake } from '../../../../shared/protocol/api/asset-mistakes.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { useStateWords } from '../../state-words.ts';
import { views } from '../../views.ts';
import { HistoryLines } from './AssetHistory.tsx';

/** What was in the register and should not have been, with why, and the way back. */
export function MistakesPage() {
  const query = useInfiniteQuery(views.assetMistakes());
  return (
    <Page
      title="Entered by mistake"
      lead={
        <Anchor component={Link} to="/assets" inherit>
          All assets
        </Anchor>
      }
      actions={<Export list="/assets/mistakes" what="what was entered by mistake" />}
    >
      <Loaded
        query={query}
        what="what was entered by mistake"
        skeleton={<RowsSkeleton rows={4} height={48} />}
      >
        {data => {
          const all = data.pages.flatMap(page => page.items);
          return all.length === 0 ? (
            <Empty title="Nothing was taken out of the register.">
              What was entered by mistake, and nothing was done with, is taken out on its own page. It is then
              kept here with the reason.
            </Empty>
          ) : (
            <>
              <ul className="plain-list">
                {all.map(one => (
                  <Mistake key={one.id} one={one} />
                ))}
              </ul>
              <More query={query} />
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function Mistake({ one }: { one: AssetMistake }) {
  const mayEdit = useMay()('assets.edit');
  const words = useStateWords();
  const back = useChange({
    send: () => tell('POST', `/assets/mistakes/${one.id}/put-back`),
    said: () => `${one.tag} is back in the register.`,
    touches: ['asset', 'assets', 'audit'],
  });
  const kind = kinds[one.kind].words;
  const serial = one.serial === null ? '' : `, serial number ${one.serial}`;
  return (
    <li className="line">
      <span className="line-words">
        <strong>{one.tag}</strong> {one.what === kind ? kind : `${one.what}, ${kind.toLowerCase()}`}
        {serial}
        <span className="order-detail">“{one.because}”</span>
        <details>
          <summary>
            It was “{words[one.state]}”, entered by {one.createdBy} <Ago at={one.createdAt} />
          </summary>
          <HistoryLines entries={one.history} />
        </details>
      </span>
      <span className="line-age">
        {one.takenOutBy}, <Ago at={one.takenOutAt} />{' '}
        {mayEdit ? (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Put ${one.tag} back in the register`}
            loading={back.isPending}
            onClick={() => back.mutate(undefined)}
          >
            Put back
          </Button>
        ) : null}
      </span>
    </li>
  );
}
