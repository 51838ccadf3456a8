import type { State } from '../../../../shared/finding.ts';
import type { PromiseView } from '../../../../shared/protocol/api/overview.ts';
import { Ago } from '../../components/Ago.tsx';
import { StateMark } from '../../components/StateMark.tsx';

type Verdict = PromiseView['verdict'];

const marks: Record<Verdict, State> = {
  does_not_hold: 'not_met',
  cannot_be_known: 'unknown',
  holds: 'met',
  nothing_to_check: 'not_applicable',
};
const words: Record<Verdict, string> = {
  does_not_hold: 'Does not hold everywhere',
  cannot_be_known: 'Cannot be known yet',
  holds: 'Holds',
  nothing_to_check: 'Nothing to check',
};
/** At risk first. */
const order: readonly Verdict[] = ['does_not_hold', 'cannot_be_known', 'holds', 'nothing_to_check'];

export function PromiseList({ promises }: { promises: PromiseView[] }) {
  const sorted = [...promises].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const shared = sharedDoing(promises);
  return (
    <>
      <ul className="plain-list promise-list">
        {sorted.map(promise => (
          <Promised
            key={promise.control}
            promise={promise}
            doing={promise.doing === shared ? null : promise.doing}
          />
        ))}
      </ul>
      {shared === null ? null : <p className="promise-shared">{shared}</p>}
    </>
  );
}

/** What is being done about more promises than one is said once, below them. */
function sharedDoing(promises: PromiseView[]): string | null {
  const groups = Map.groupBy(promises, promise => promise.doing);
  groups.delete(null);
  const [most] = [...groups].sort(([, a], [, b]) => b.length - a.length);
  return most !== undefined && most[1].length > 1 ? most[0] : null;
}

function Promised({ promise, doing }: { promise: PromiseView; doing: string | null }) {
  return (
    <li className="promise" data-verdict={promise.verdict} data-control={promise.control}>
      <span aria-hidden>
        <StateMark state={marks[promise.verdict]} size="lg" />
      </span>
      <div>
        <h2 className="promise-sentence">“{promise.sentence}”</h2>
        <p className="promise-answer">
          <strong>{words[promise.verdict]}.</strong> {promise.answer}
        </p>
        {doing === null ? null : <p className="promise-doing">{doing}</p>}
        {promise.oldestAt === null ? null : (
          <p className="promise-age">
            <Ago at={promise.oldestAt} before="Oldest figure" />
          </p>
        )}
      </div>
    </li>
  );
}
