/** How long until something happens: a number, a bar that shrinks, and what a screen reader says of it now and then. Pure. */
import type { View } from './view.ts';
import type { Words } from './words/words.ts';

/** It is spoken at these seconds, not at each. */
const spokenAt = new Set([600, 300, 120, 60, 30, 10]);

/** `until` and `now` in UTC milliseconds; `barS`: seconds of a full bar, which begins to shrink then. */
export function countdown(until: number, now: number, words: Words, barS = 120): NonNullable<View['bar']> {
  const left = Math.max(0, Math.ceil((until - now) / 1000));
  const label = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
  const said = left > 60 ? words.minutes(left / 60) : words.seconds(left);
  return { value: Math.min(left, barS), of: barS, label, spoken: spokenAt.has(left) ? said : null };
}
