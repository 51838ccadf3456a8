import { useInfiniteQuery } from '@tanstack/react-query';
import type { AssetHistoryEntry } from '../../../../shared/protocol/api/assets.ts';
import { Ago } from '../../components/Ago.tsx';
import { Export } from '../../components/Export.tsx';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Section } from '../../components/Page.tsx';
import { views } from '../../views.ts';

/** Every change of every field, newest first. */
export function AssetHistory({ id }: { id: string }) {
  const query = useInfiniteQuery(views.assetHistory(id));
  return (
    <Section title="History" note={<Export list={`/assets/${id}/history`} what="the changes" small />}>
      <Loaded query={query} what="the history" skeleton={<RowsSkeleton rows={4} height={30} />}>
        {data => (
          <>
            <HistoryLines entries={data.pages.flatMap(page => page.items)} />
            <More query={query} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

export function HistoryLines({ entries }: { entries: AssetHistoryEntry[] }) {
  return (
    <ol className="plain-list">
      {entries.map(entry => (
        <li key={entry.id} className="line">
          <span className="line-words">
            {sentence(entry)}
            {entry.note === null ? null : <span className="order-detail">“{entry.note}”</span>}
          </span>
          <span className="line-age">
            {entry.by}
            {entry.origin === 'import' ? ', from a spreadsheet' : ''}, <Ago at={entry.at} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function sentence({ what, before, after }: AssetHistoryEntry): string {
  const short = (text: string) => (text.length > 160 ? `${text.slice(0, 159)}…` : text);
  if (before === null && after === null) return what;
  if (after === null) return `${what}: “${short(before ?? '')}” removed`;
  if (before === null) return `${what}: ${short(after)}`;
  return `${what}: ${short(before)} → ${short(after)}`;
}
