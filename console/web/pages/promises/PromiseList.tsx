import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { saidVerdict } from '../../../../shared/clauses/verdicts.ts';
import type { PromiseView } from '../../../../shared/protocol/api/overview.ts';
import { Ago } from '../../components/Ago.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { type Verdict, verdictMarks } from './verdict-words.ts';

/** At risk first. */
const order: readonly Verdict[] = ['does_not_hold', 'cannot_be_known', 'holds', 'nothing_to_check'];

/** `linked`: each opens what proves it, which is known of today alone. */
export function PromiseList({ promises, linked }: { promises: PromiseView[]; linked: boolean }) {
  const sorted = [...promises].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const shared = sharedDoing(promises);
  return (
    <>
      <ul className="plain-list promise-list">
        {sorted.map(promise => (
          <Promised
            key={promise.key}
            promise={promise}
            linked={linked}
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

interface PromisedProps {
  promise: PromiseView;
  doing: string | null;
  linked: boolean;
}

function Promised({ promise, doing, linked }: PromisedProps) {
  return (
    <li className="promise" data-verdict={promise.verdict} data-control={promise.control}>
      <span aria-hidden>
        <StateMark state={verdictMarks[promise.verdict]} size="lg" />
      </span>
      <div>
        <h2 className="promise-sentence">
          {linked ? (
            <Anchor component={Link} to={`/promises/${promise.key}`} inherit c="inherit">
              “{promise.sentence}”
            </Anchor>
          ) : (
            `“${promise.sentence}”`
          )}
        </h2>
        <Answers promise={promise} />
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

/** Of several checks each says its own. */
export function Answers({ promise: { verdict, answer, parts, excepted } }: { promise: PromiseView }) {
  if (parts.length === 0)
    return (
      <p className="promise-answer" data-verdict={verdict}>
        <Answer verdict={verdict} answer={answer} excepted={excepted > 0} />
      </p>
    );
  return (
    <ul className="plain-list promise-parts">
      {parts.map(part => (
        <li key={part.control} className="promise-answer" data-verdict={part.verdict}>
          {part.title}: <Answer verdict={part.verdict} answer={part.answer} />
        </li>
      ))}
    </ul>
  );
}

interface AnswerProps extends Pick<PromiseView, 'verdict' | 'answer'> {
  excepted?: boolean;
}

/** The verdict stands first, once: an answer that begins with it is not told it again. */
export function Answer({ verdict, answer, excepted = false }: AnswerProps) {
  const word = saidVerdict(verdict, excepted);
  if (answer.startsWith(`${word} `))
    return (
      <>
        <strong>{word}</strong>
        {answer.slice(word.length)}
      </>
    );
  return (
    <>
      <strong>{word}.</strong> {answer}
    </>
  );
}
