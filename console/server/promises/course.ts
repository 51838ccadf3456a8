/** What was kept of a promise through many days. A day that was altered after it was kept is named and never counted. */
import * as z from 'zod';
import { type PromiseDetail, type PromiseView, promises } from '../../../shared/protocol/api/overview.ts';
import type { RecordDetail } from '../../../shared/protocol/api/promise-records.ts';
import type { Tx } from '../database/index.ts';
import { isAsSealed } from './days.ts';
import { controlsOf } from './figures.ts';
import { order } from './own-words.ts';

/** More than a year of them. */
const mostVerdicts = 400;

/** Civil days, both of them among those that are told of. */
export interface Span {
  since: string;
  upTo: string;
}

/** One promise through the days that were kept in that time, oldest first. */
export async function historyOf(
  tx: Tx,
  schoolId: string,
  promise: Pick<PromiseView, 'key' | 'control' | 'parts'>,
  span: Span,
): Promise<Pick<PromiseDetail, 'history' | 'altered'>> {
  const { pages, altered } = await pagesIn(tx, schoolId, span);
  const history = pages.flatMap(({ day, page: { promises } }) => {
    const found = promises.find(one => one.key === promise.key) ?? byChecks(promises, controlsOf(promise));
    if (found === undefined) return [];
    const { key, verdict, counts } = found;
    const { met, not_met, unknown } = counts;
    return [{ day, key, verdict, met, asked: met + not_met + unknown }];
  });
  return { history, altered };
}

/** Before the sentence stood on the page: the worst of the same checks, as its other history goes by them; none where one was missing. */
function byChecks(promises: z.infer<typeof verdictsPart>['promises'], controls: readonly string[]) {
  const told = promises
    .flatMap(one => (one.parts.length === 0 ? [one] : one.parts.map(part => ({ ...part, key: one.key }))))
    .filter(one => controls.includes(one.control));
  if (new Set(told.map(one => one.control)).size < controls.length) return undefined;
  return told.sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict)).at(0);
}

/** What records said through those days; of days kept before they named lines, by sentence. */
export async function recordHistory(
  tx: Tx,
  schoolId: string,
  { line, sentence }: { line: string; sentence: string },
  span: Span,
): Promise<Pick<RecordDetail, 'history' | 'altered'>> {
  const { pages, altered } = await pagesIn(tx, schoolId, span);
  const history = pages.flatMap(({ day, page }) => {
    const found = page.recorded?.find(one =>
      one.line === undefined ? one.sentence === sentence : one.line === line,
    );
    if (found?.verdict === undefined || found.answer === undefined) return [];
    return [{ day, verdict: found.verdict, answer: found.answer }];
  });
  return { history, altered };
}

const part = promises.shape.promises.element.shape.parts.element;
/** All that a history is made of: nothing else of a year of pages is looked through. */
const verdictsPart = z.object({
  promises: z.array(
    promises.shape.promises.element
      .pick({ key: true, control: true, verdict: true, counts: true })
      .extend({ parts: z.array(part.pick({ control: true, verdict: true, counts: true })) }),
  ),
  recorded: promises.shape.recorded
    .unwrap()
    .element.pick({ line: true, sentence: true, verdict: true, answer: true })
    .array()
    .optional(),
});
const readVerdicts = (body: string) => verdictsPart.parse(JSON.parse(body));

/** Of days as they were read; `altered`: those that are no longer what was sealed. */
function partedBySeal<R extends Parameters<typeof isAsSealed>[0]>(rows: readonly R[]) {
  const whole = rows.filter(isAsSealed);
  return { whole, altered: rows.filter(row => !whole.includes(row)).map(({ day }) => day) };
}

/** Oldest first. */
async function pagesIn(tx: Tx, schoolId: string, { since, upTo }: Span) {
  const rows = await tx
    .selectFrom('promise_day')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('day', '>=', since)
    .where('day', '<=', upTo)
    .orderBy('day')
    .execute();
  const { whole, altered } = partedBySeal(rows);
  return { pages: whole.map(({ day, body }) => ({ day, page: readVerdicts(body) })), altered };
}

export interface KeptVerdicts {
  day: string;
  keptAt: number;
  /** By the promise's key. */
  verdicts: Map<string, PromiseView['verdict']>;
}

/** The kept days after one and up to another, oldest first; at most the newest `mostVerdicts`. */
export async function verdictsBetween(
  tx: Tx,
  schoolId: string,
  { after, upTo }: { after: string; upTo: string },
): Promise<{ kept: KeptVerdicts[]; altered: string[] }> {
  const rows = await tx
    .selectFrom('promise_day')
    .selectAll()
    .where('school_id', '=', schoolId)
    .where('day', '>', after)
    .where('day', '<=', upTo)
    .orderBy('day', 'desc')
    .limit(mostVerdicts)
    .execute();
  const { whole, altered } = partedBySeal(rows.toReversed());
  const kept = whole.map(({ day, kept_at, body }) => ({
    day,
    keptAt: Number(kept_at),
    verdicts: new Map(readVerdicts(body).promises.map(one => [one.key, one.verdict])),
  }));
  return { kept, altered };
}
