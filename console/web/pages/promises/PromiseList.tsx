import { Anchor } from '@mantine/core';
import { Link } from 'react-router';
import { beingDone, saidVerdict, verdictWords } from '../../../../shared/clauses/verdicts.ts';
import type { PromiseView } from '../../../../shared/protocol/api/overview.ts';
import { Ago } from '../../components/Ago.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useMay } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { type Verdict, verdictMarks } from './verdict-words.ts';

/** At risk first. */
const order: readonly Verdict[] = ['does_not_hold', 'cannot_be_known', 'holds', 'nothing_to_check'];

/** Of today, or of a past day. */
export const pathOf = (key: string, day: string | null) =>
  day === null ? `/promises/${key}` : `/promises/days/${day}/promises/${key}`;

/** Today each opens what proves it; on a past `day` how it stood then, and for those who may see them the computers behind it. */
export function PromiseList({ promises, day }: { promises: PromiseView[]; day: string | null }) {
  const sorted = [...promises].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  const shared = sharedDoing(promises);
  const since = sharedSince(promises);
  return (
    <>
      <ul className="plain-list promise-list">
        {sorted.map(promise => (
          <Promised
            key={promise.key}
            promise={promise}
            day={day}
            doing={shared.some(one => one.doing === promise.doing) ? null : promise.doing}
            since={since}
          />
        ))}
      </ul>
      {shared.map(({ doing, verdict, many }) => (
        <p key={doing} className="promise-shared">
          {doing.startsWith(beingDone)
            ? `What is being done about ${many} that do not hold:${doing.slice(beingDone.length)}`
            : `${verdictWords[verdict]}: ${doing}`}
        </p>
      ))}
      {since === null ? null : (
        <p className="promise-since">
          Can be proved since {sayDate(Date.parse(since), 'UTC')}, where no other day is named.
        </p>
      )}
    </>
  );
}

/** What is being done about more promises than one is said once, below them. */
function sharedDoing(promises: PromiseView[]): { doing: string; verdict: Verdict; many: number }[] {
  const groups = Map.groupBy(promises, promise => promise.doing);
  return [...groups].flatMap(([doing, [first, ...others]]) =>
    doing !== null && first !== undefined && others.length > 0
      ? [{ doing, verdict: first.verdict, many: others.length + 1 }]
      : [],
  );
}

/** Most began on one day, which is said once. */
function sharedSince(promises: PromiseView[]): string | null {
  const days = Map.groupBy(promises, promise => promise.provableSince ?? null);
  days.delete(null);
  const [most] = [...days].sort(([, a], [, b]) => b.length - a.length);
  return most !== undefined && most[1].length > 1 ? most[0] : null;
}

interface PromisedProps {
  promise: PromiseView;
  doing: string | null;
  day: string | null;
  /** The day that is said once for all of them. */
  since: string | null;
}

function Promised({ promise, doing, day, since }: PromisedProps) {
  return (
    <li className="promise" data-verdict={promise.verdict} data-control={promise.control}>
      <span aria-hidden>
        <StateMark state={verdictMarks[promise.verdict]} size="lg" />
      </span>
      <div>
        <h2 className="promise-sentence">
          <Anchor component={Link} to={pathOf(promise.key, day)} inherit c="inherit">
            “{promise.sentence}”
          </Anchor>
        </h2>
        <Answers promise={promise} />
        {doing === null ? null : <p className="promise-doing">{doing}</p>}
        {day === null ? <NobodyNamed promise={promise} /> : null}
        <Age promise={promise} unless={since} />
        {day === null ? null : <Behind promise={promise} day={day} />}
      </div>
    </li>
  );
}

function NobodyNamed({ promise: { key, verdict, named } }: { promise: PromiseView }) {
  if (verdict !== 'does_not_hold' || named !== undefined) return null;
  return (
    <p className="promise-age no-print">
      <Anchor component={Link} to={`/promises/${key}`} inherit underline="always">
        Say who sees to it
      </Anchor>
    </p>
  );
}

/** How old the figures are, and since when there has been proof. */
export function Age({ promise, unless = null }: { promise: PromiseView; unless?: string | null }) {
  const { oldestAt } = promise;
  const provableSince = promise.provableSince === unless ? undefined : promise.provableSince;
  if (oldestAt === null && provableSince === undefined) return null;
  return (
    <p className="promise-age no-short">
      {oldestAt === null ? null : <Ago at={oldestAt} before="Oldest figure" />}
      {oldestAt === null || provableSince === undefined ? null : ' · '}
      {provableSince === undefined
        ? null
        : `Can be proved since ${sayDate(Date.parse(provableSince), 'UTC')}.`}
    </p>
  );
}

export function Behind({ promise: { control, parts }, day }: { promise: PromiseView; day: string }) {
  const may = useMay();
  if (!may('devices.read')) return null;
  const checks = parts.length === 0 ? [{ control, title: '' }] : parts;
  return (
    <p className="promise-age no-print">
      {checks.map(({ control: key, title }, at) => (
        <span key={key}>
          {at === 0 ? '' : ' · '}
          <Anchor component={Link} to={`/promises/days/${day}/checks/${key}`} inherit underline="always">
            Computers behind it{title === '' ? '' : `: ${title}`}
          </Anchor>
        </span>
      ))}
    </p>
  );
}

/** Of several checks each says its own. */
export function Answers({ promise }: { promise: PromiseView }) {
  const { verdict, answer, parts, excepted, trend, differs, word } = promise;
  if (parts.length === 0)
    return (
      <p className="promise-answer" data-verdict={verdict}>
        <Answer verdict={verdict} answer={answer} excepted={excepted > 0} />{' '}
        <span className="no-short">{trend}</span>
      </p>
    );
  return (
    <>
      {differs === undefined ? null : (
        <p className="promise-answer" data-verdict={verdict}>
          <Answer verdict={verdict} answer={differs} />
        </p>
      )}
      <ul className="plain-list promise-parts">
        {parts.map(part => (
          <li key={part.control} className="promise-answer" data-verdict={part.verdict}>
            “{part.sentence ?? part.title}”{' '}
            <Answer verdict={part.verdict} answer={part.answer} excepted={(part.excepted ?? 0) > 0} />{' '}
            <span className="no-short">{part.trend}</span>
          </li>
        ))}
        {word === undefined ? null : (
          <li className="promise-answer" data-verdict={word.verdict}>
            What no check shows: <Answer {...word} />
          </li>
        )}
      </ul>
    </>
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
