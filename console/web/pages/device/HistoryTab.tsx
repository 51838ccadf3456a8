import { useInfiniteQuery } from '@tanstack/react-query';
import type { HistoryEntry } from '../../../../shared/protocol/api/devices.ts';
import { Ago } from '../../components/Ago.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { views } from '../../views.ts';

const lateMs = 10 * 60_000;

/** Every change of a control and every event, newest first. */
export function HistoryTab({ id }: { id: string }) {
  const query = useInfiniteQuery(views.history(id));
  return (
    <Loaded query={query} what="the history" skeleton={<RowsSkeleton rows={6} height={30} />}>
      {data => {
        const entries = data.pages.flatMap(page => page.items);
        if (entries.length === 0)
          return <Empty title="No history yet.">It begins with the first report of the device.</Empty>;
        return (
          <>
            <ol className="plain-list timeline">
              {entries.map(entry => (
                <Entry key={entry.id} entry={entry} />
              ))}
            </ol>
            <More query={query} />
          </>
        );
      }}
    </Loaded>
  );
}

function Entry({ entry }: { entry: HistoryEntry }) {
  return (
    <li className="line">
      {entry.state === null ? (
        <span className="state-mark" data-size="sm" aria-hidden />
      ) : (
        <StateMark state={entry.state} size="sm" />
      )}
      <span className="line-words">
        {entry.sentence}
        {entry.receivedAt - entry.at > lateMs ? (
          <span className="quiet">
            {' '}
            (<Ago at={entry.receivedAt} before="received" />)
          </span>
        ) : null}
      </span>
      <span className="line-age">
        <Ago at={entry.at} />
      </span>
    </li>
  );
}
