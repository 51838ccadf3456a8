/** What records say of a promise beside last term, and since which kept day they say anything. Pure. */
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import { order } from './own-words.ts';
import { type Looks, lookFigure, lookKey } from './record-looks.ts';
import { type RecordFacts, type RecordFigure, recordLines } from './records.ts';

type Recorded = NonNullable<Promises['recorded']>;

const isKnown = ({ verdict }: { verdict?: RecordFigure['verdict'] | undefined }) =>
  verdict === 'holds' || verdict === 'does_not_hold';

/** "Better than last term. Then: 3 of 5 loans are not signed." Undefined where last term says nothing of it. */
export function recordTrend(now: RecordFigure, then: Recorded[number] | undefined): string | undefined {
  if (then?.answer === undefined || then.verdict === undefined) return undefined;
  const better = isKnown(now) && isKnown(then) ? betterBy(now, then) : undefined;
  if (better === undefined) return `Last term: ${then.answer}`;
  if (better === 0) return 'The same as last term.';
  return `${better > 0 ? 'Better' : 'Worse'} than last term. Then: ${then.answer}`;
}

/** By the share that is open where both know a whole; undefined where nothing can be laid side by side. */
function betterBy(now: RecordFigure, then: Recorded[number]): number | undefined {
  if (now.verdict !== then.verdict) return now.verdict === 'holds' ? 1 : -1;
  if (now.verdict === 'holds') return 0;
  const [a, b] = [now.amount, then.amount];
  if (a === undefined || b === undefined) return undefined;
  return a.of === null || b.of === null ? b.open - a.open : b.open * a.of - a.open * b.of;
}

/** By line: a date stays while records give an answer, and begins anew once there are none. */
export function recordsSince(
  day: string,
  recorded: readonly Pick<Recorded[number], 'line' | 'verdict'>[],
  before: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(
    recorded.flatMap(one =>
      one.line !== undefined && isKnown(one) ? [[one.line, before[one.line] ?? day] as const] : [],
    ),
  );
}

/**
 * What does not hold first. Each with its figure, where records make one or somebody has looked, and how that stood last
 * term: by line, so that its words may change.
 */
export function withFigures(
  recorded: Recorded,
  lines: ReadonlyMap<string, string>,
  facts: RecordFacts & { looks: Looks },
  lastTerm: Recorded,
): Recorded {
  const told = recorded.map(one => {
    const line = lines.get(one.sentence);
    if (line === undefined) return one;
    const look = facts.looks.get(lookKey(line, one.sentence));
    const byWord = look === undefined ? undefined : lookFigure(look, facts.today);
    const figure = recordLines[line]?.judge(facts) ?? byWord;
    if (figure === undefined) return { ...one, line };
    const then = lastTerm.find(other => (other.line ?? lines.get(other.sentence)) === line);
    const trend = recordTrend(figure, then);
    return { ...one, line, ...figure, ...(trend !== undefined && { trend }) };
  });
  const place = ({ verdict }: Recorded[number]) =>
    verdict === undefined ? order.length : order.indexOf(verdict);
  return told.sort((one, other) => place(one) - place(other));
}
