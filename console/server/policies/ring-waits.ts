/** How long a ring waits: the next group begins on a school day, where the school keeps its calendar here. */
import type { OnSchoolDay } from '../calendar/index.ts';
import type { Ring } from './places.ts';

export const minuteMs = 60_000;

/**
 * When the ring after this one begins, or the last one counts as done at the earliest, on whatever day: its wait counts from
 * the first device that has it. A wait of nought was chosen so, whatever the day.
 */
export function whenNext(
  rings: readonly Pick<Ring, 'waitMinutes'>[],
  ring: number,
  at: number,
  onDay: OnSchoolDay,
): number {
  const wait = (rings[ring]?.waitMinutes ?? 0) * minuteMs;
  return wait === 0 || ring >= rings.length - 1 ? at + wait : onDay(at + wait);
}
