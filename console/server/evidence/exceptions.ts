/** What stood beside the figures of a day: who was let off which check, why and until when. */
import { controlByKey } from '../../../shared/controls/index.ts';
import type { exceptedAt } from '../policies/index.ts';
import { type LetOff, letOffOf } from '../promises/index.ts';
import { writeSheet } from '../sheets/index.ts';

export interface PackException extends Omit<LetOff, 'endsAt'> {
  title: string;
  /** 2026-11-22, UTC. */
  until: string;
}

type Excepted = Awaited<ReturnType<typeof exceptedAt>>;

/** In the order of the exceptions. */
export const exceptionsOf = (excepted: Excepted, controls: readonly string[]): PackException[] =>
  letOffOf(excepted, controls).map(({ endsAt, ...one }) => ({
    ...one,
    title: controlByKey(one.control)?.words.title ?? one.control,
    until: new Date(endsAt).toISOString().slice(0, 10),
  }));

/** Computers by control. */
export function exceptedByControl(excepted: Excepted): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of excepted.keys()) {
    const control = key.slice(key.indexOf(' ') + 1);
    counts.set(control, (counts.get(control) ?? 0) + 1);
  }
  return counts;
}

export const exceptionsTable = (exceptions: readonly PackException[]): string =>
  writeSheet([
    ['Check', 'Computers', 'Reason', 'Asked for by', 'Agreed by', 'Until'],
    ...exceptions.map(one => [
      ...[one.title, String(one.computers), one.reason, one.askedBy, one.approvedBy, one.until],
    ]),
  ]);
