/** The stretches of time that a report tells of: since the report before it, cut where a term begins. Pure. */
import { dayNumber } from '../../../shared/assets/dates.ts';
import { momentOf } from '../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import type { Stretch } from './counts.ts';
import type { Period } from './figures.ts';

const dayMs = 86_400_000;
const dayText = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

interface Since extends Stretch {
  /** The days of both moments where the school is. */
  from: string;
  to: string;
}

/** Oldest first. The holidays belong to the term before them. */
export function periodsOf(
  since: Since,
  calendar: SignedCalendar | null,
): { period: Period; stretch: Stretch }[] {
  const terms = [...(calendar?.terms ?? [])].sort((a, b) => a.from.localeCompare(b.from));
  const starts = terms.flatMap(({ from }) => {
    const day = dayNumber(from);
    if (calendar === null || day === undefined) return [];
    // The last millisecond of the day before: a stretch begins after its first moment.
    const at = momentOf(calendar, day, '00:00') - 1;
    return at > since.after && at < since.upTo && from > since.from ? [{ at, day }] : [];
  });
  const cuts = [...new Map(starts.map(start => [start.at, start])).values()];
  return [...cuts, null].map((cut, index) => {
    const before = index === 0 ? undefined : cuts[index - 1];
    const from = before === undefined ? since.from : dayText(before.day);
    return {
      period: {
        ...{ from, to: cut === null ? since.to : dayText(cut.day - 1) },
        name: terms.findLast(term => term.from <= from && from <= term.to)?.name ?? '',
      },
      stretch: { after: before?.at ?? since.after, upTo: cut?.at ?? since.upTo },
    };
  });
}
