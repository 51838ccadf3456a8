/** The checks under the school's own sentences. Pure. */
import type { Clause } from '../../../shared/clauses/clause.ts';
import { requirementOf } from '../../../shared/clauses/requirements.ts';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import type { Check } from './checks.ts';

/** What does not hold comes first, what holds last. */
export const order: PromiseView['verdict'][] = [
  'does_not_hold',
  'cannot_be_known',
  'holds',
  'nothing_to_check',
];

export interface InOwnWords {
  promises: PromiseView[];
  /** Sentences that no check proves. */
  unproved: string[];
  /** Sentences that no check proves, and a record of the console shows. */
  recorded: NonNullable<Promises['recorded']>;
  /** By sentence of those: the line of the requirements that it is. */
  lines: Map<string, string>;
  /** By control: the sentence under which it stands. */
  sentences: Map<string, string>;
}

/**
 * A sentence holds when every check that proves it does, and cannot be known while one of them is switched off. A
 * check that is asked for and that no sentence names speaks for itself, so that nothing is hidden by leaving it out.
 */
export function inOwnWords(checks: readonly Check[], clauses: readonly Clause[]): InOwnWords {
  const byControl = new Map(checks.map(check => [check.view.control, check]));
  const told = clauses.flatMap(clause =>
    clause.controls.length === 0 ? [] : [promiseOf(clause, byControl)],
  );
  const named = new Set(clauses.flatMap(one => one.controls));
  const rest = checks.filter(({ view }) => !named.has(view.control)).map(({ view }) => view);
  const promises = [...told, ...rest].sort(
    (one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict),
  );
  const unchecked = clauses.filter(one => one.controls.length === 0);
  const own = clauses.flatMap(({ controls, sentence }) => controls.map(key => [key, sentence] as const));
  return {
    promises,
    unproved: unchecked.filter(one => recordsOf(one).length === 0).map(one => one.sentence),
    recorded: unchecked.flatMap(recordsOf),
    lines: new Map(
      unchecked.flatMap(({ sentence, line }) => (line === undefined ? [] : [[sentence, line] as const])),
    ),
    sentences: new Map([...checks.map(({ view }) => [view.control, view.sentence] as const), ...own]),
  };
}

function recordsOf({ sentence, line }: Clause): NonNullable<Promises['recorded']> {
  const known = line === undefined ? undefined : requirementOf(line);
  if (known === undefined || known.pages.length === 0) return [];
  return [{ sentence, evidence: known.evidence, pages: [...known.pages] }];
}

function promiseOf({ id, sentence, controls }: Clause, checks: ReadonlyMap<string, Check>): PromiseView {
  const parts = controls
    .map(key => partOf(key, checks.get(key)))
    .sort((one, other) => order.indexOf(one.view.verdict) - order.indexOf(other.view.verdict));
  const [worst = partOf('', undefined)] = parts;
  return {
    ...worst.view,
    key: id,
    sentence,
    parts:
      parts.length === 1
        ? []
        : parts.map(({ title, view: { control, sentence: own, verdict, answer, counts } }) => ({
            ...{ control, title, sentence: own, verdict, answer, counts },
          })),
    oldestAt: oldest(parts.map(one => one.view.oldestAt)),
  };
}

function oldest(times: readonly (number | null)[]): number | null {
  const known = times.filter(time => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function partOf(key: string, check: Check | undefined): Pick<Check, 'title' | 'view'> {
  if (check !== undefined) return check;
  const known = controlByKey(key);
  return {
    title: known?.words.title ?? key,
    view: {
      ...{
        key,
        control: key,
        sentence: known?.words.promise(known.policy.parse({})).sentence ?? '',
        verdict: 'cannot_be_known',
        parts: [],
        excepted: 0,
        oldestAt: null,
      },
      counts: { met: 0, not_met: 0, unknown: 0, not_applicable: 0 },
      answer: 'No computer is asked for this: the check that proves it is switched off.',
      doing: 'The technician can switch it on under Policies.',
    },
  };
}
