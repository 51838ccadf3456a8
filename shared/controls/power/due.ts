/** When a computer is due to be switched off, and what counts as left on. */
import type { Evening } from './observation.ts';
import type { Policy } from './policy.ts';

const minuteMs = 60_000;

/** In UTC milliseconds. A day without lessons ends when the school closes. */
export function dueAt(
  { lessons, closing }: { lessons: number | null; closing: number },
  { after, minutes }: Pick<Policy, 'after' | 'minutes'>,
): number {
  return (after === 'lessons' ? (lessons ?? closing) : closing) + minutes * minuteMs;
}

/** Everything that may be waited for, and an hour. */
export const lateMs = ({ deferrals, deferMinutes }: Policy) => (deferrals * deferMinutes + 60) * minuteMs;

/** Null while it is too early to say. */
export function leftOn(evening: Evening, policy: Policy): boolean | null {
  const { onUntil, over } = evening;
  if (onUntil !== null && onUntil > dueAt(evening, policy) + lateMs(policy)) return true;
  return over ? false : null;
}
