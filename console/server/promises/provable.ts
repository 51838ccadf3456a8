/** Since which kept day each check could be proved. */
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import type { Tx } from '../database/index.ts';
import { isAsSealed, readBody } from './days.ts';
import { canBeProved, figuresOf } from './figures.ts';

type Provable = Record<string, string>;

/**
 * Pure. A date stays while the check is asked for, also through days on which one computer was not known; once the
 * check is switched off, or is about no computer, it begins anew.
 */
export function provableOn(day: string, page: Pick<Promises, 'promises'>, before: Provable): Provable {
  const entries = [...figuresOf(page)].flatMap(([control, figure]) => {
    const { met, not_met, unknown } = figure.counts;
    if (met + not_met + unknown === 0) return [];
    const since = before[control] ?? (canBeProved(figure) ? day : undefined);
    return since === undefined ? [] : [[control, since] as const];
  });
  return Object.fromEntries(entries);
}

/** Of a sentence that several checks prove: the day from which the last of them could; none where less is asked than it says. Where the rest of it hangs on somebody's word, not before that was there. */
export function sinceOf(
  { key, control, parts, differs, word }: PromiseView,
  provable: Provable,
  words: Provable,
): string | undefined {
  if (differs !== undefined) return undefined;
  const of = [
    ...(parts.length === 0 ? [control] : parts.map(part => part.control)).map(check => provable[check]),
    ...(word === undefined ? [] : [words[key]]),
  ];
  return of.some(day => day === undefined) ? undefined : of.sort().at(-1);
}

/** Of promises that records show, as the newest kept day says; nothing where it was kept before days said so. */
export async function recordsBefore(tx: Tx, schoolId: string): Promise<Provable> {
  return (await newestWhole(tx, schoolId))?.recordsSince ?? {};
}

const newestFirst = (tx: Tx, schoolId: string) =>
  tx.selectFrom('promise_day').selectAll().where('school_id', '=', schoolId).orderBy('day', 'desc');

/** A day that was altered proves nothing, and moves no date. */
async function newestWhole(tx: Tx, schoolId: string): Promise<Promises | undefined> {
  const days = newestFirst(tx, schoolId);
  const newest = await days.limit(1).executeTakeFirst();
  if (newest === undefined) return undefined;
  const whole = isAsSealed(newest) ? newest : (await days.execute()).find(isAsSealed);
  return whole && readBody(whole.body);
}

/** As the newest kept day says; where it was kept before it said so, worked out from all of them, this once. */
export async function provableBefore(tx: Tx, schoolId: string): Promise<Provable> {
  const newest = await newestWhole(tx, schoolId);
  if (newest === undefined) return {};
  if (newest.provable !== undefined) return newest.provable;
  const all = (await newestFirst(tx, schoolId).execute()).filter(isAsSealed).toReversed();
  return all.reduce<Provable>((known, { day, body }) => provableOn(day, readBody(body), known), {});
}
