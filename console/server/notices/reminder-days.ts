/** When people are reminded of what is to be signed by a day. */
import type { OnSchoolDay } from '../calendar/index.ts';

const dayMs = 24 * 3600_000;
/** Before the day by which it is due. */
const remindBeforeMs = [7 * dayMs, dayMs];
/** The longest holidays, and some days. */
const mostDaysBack = 60;

/** UTC ms, ascending. In holidays nobody sits there to be reminded: then on the last school day before. */
export function reminderDays(dueAt: number, now: number, onDay: OnSchoolDay): number[] {
  const days = new Set(remindBeforeMs.map(ms => schoolDayBy(dueAt - ms, onDay)));
  return [...days].filter(at => at > now + dayMs);
}

function schoolDayBy(at: number, onDay: OnSchoolDay): number {
  for (let back = 0; back < mostDaysBack; back += 1) {
    const earlier = at - back * dayMs;
    if (onDay(earlier) === earlier) return earlier;
  }
  return at;
}
