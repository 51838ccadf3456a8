/** How something stands that is looked at on set days, by what was written down of it. Pure. */
import { addMonths, sayDay } from '../assets/dates.ts';
import type { Standing } from '../backups/standing.ts';

export const reviewKinds = ['systems', 'document', 'own_device'] as const;
export type ReviewKind = (typeof reviewKinds)[number];

interface KindWords {
  kind: string;
  /** What its long text is for. */
  asked: string;
  done: string;
}
export const reviewKindWords: Record<ReviewKind, KindWords> = {
  systems: { kind: 'Our systems', asked: 'What is looked at, point by point', done: 'Looked at' },
  document: { kind: 'A document', asked: 'Where it lies, and what it is for', done: 'Looked through' },
  own_device: {
    kind: 'Somebody’s own device',
    asked: 'What it may be used for at school',
    done: 'Agreed',
  },
};

interface ReviewEntry {
  /** `2026-11-22` */
  doneOn: string;
  /** False: something was left to do. */
  inOrder: boolean;
}

/** By the newest entry: green only when it was in order and is not due again. */
export function reviewStanding(
  { kind, everyMonths }: { kind: ReviewKind; everyMonths: number },
  entries: readonly ReviewEntry[],
  today: string,
): Standing {
  const days = entries.map(one => one.doneOn).sort();
  const last = days.at(-1);
  if (last === undefined) return { state: 'unknown', words: 'Nothing is written down yet' };
  const { done } = reviewKindWords[kind];
  const due = addMonths(last, everyMonths);
  if (due < today)
    return { state: 'not_met', words: `Due since ${sayDay(due)}: ${done.toLowerCase()} on ${sayDay(last)}` };
  // Two of one day: what is written down last puts right what was written before.
  const newest = entries.find(one => one.doneOn === last);
  if (newest?.inOrder === false)
    return { state: 'not_met', words: `${done} on ${sayDay(last)}, and something was left to do` };
  return { state: 'met', words: `${done} on ${sayDay(last)}, due again by ${sayDay(due)}` };
}
