/** Evenings of machines that do not exist, as the school's calendar says when those are; without one, none are known. */
import { dayAt, endOf, knows } from '../../../../shared/calendar/school-day.ts';
import type { SignedCalendar } from '../../../../shared/calendar/signed.ts';
import type { ControlPolicy } from '../../../../shared/controls/control.ts';
import { dueAt } from '../../../../shared/controls/power/due.ts';
import type { Evening, Observation, Today } from '../../../../shared/controls/power/observation.ts';
import { policy } from '../../../../shared/controls/power/policy.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';
import { noteEvenings, openLately } from './evenings.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How a machine is used: minutes that it stays on after lessons, null for not at all; sudden power-offs. */
interface Habit {
  stayed: number | null;
  stops?: number;
  /** Not watched on any evening yet. */
  fresh?: true;
}

function eveningsOf(calendar: SignedCalendar, now: number, { stayed }: Habit): Evening[] {
  const seen = noteEvenings({ evenings: [], since: 0 }, calendar, now, { startedAt: 0, runningSince: 0 });
  // Not tonight's: a machine that always answers would be left on every evening.
  return seen
    .filter(one => one.over)
    .map(one => ({
      ...one,
      onUntil: stayed === null ? null : (one.lessons ?? one.closing) + stayed * minuteMs,
    }));
}

/** In the middle of mornings on which the school was open; where no calendar says, at any time. */
function stopsOf(calendar: SignedCalendar | null, now: number, { stops = 0 }: Habit) {
  const mornings = calendar === null ? [] : openLately(calendar, now).map(([from]) => from + 2 * hourMs);
  const times = calendar === null ? [20, 50, 96, 140].map(hours => now - hours * hourMs) : mornings;
  const inSchool = calendar === null ? null : true;
  return times
    .filter(at => at < now)
    .slice(0, stops)
    .map(at => ({ at, inSchool }));
}

/** They only watch, and somebody is still there to look. */
function todayOf(calendar: SignedCalendar, now: number, asked: ControlPolicy | undefined): Today | null {
  const end = endOf(calendar, dayAt(calendar, now));
  const rule = policy.parse(asked ?? {});
  if (end === null || rule.mode === 'off') return null;
  const due = dueAt(end, rule);
  const waits = now < due;
  return { state: waits ? 'waits' : 'would_switch_off', at: waits ? due : null, deferred: 0, why: null };
}

export function fake(random: Random, calendarOf: () => SignedCalendar | null): Fake<Observation> {
  const seen = (habit: Habit) => (now: number, asked?: ControlPolicy) => {
    const calendar = calendarOf();
    const known = { startedAt: now - 3 * hourMs, powerOffs: stopsOf(calendar, now, habit) };
    if (calendar === null) return { ...known, calendar: 'none' as const, evenings: [], today: null };
    return {
      ...known,
      calendar: knows(calendar, dayAt(calendar, now)) ? ('in_force' as const) : ('ended' as const),
      evenings: habit.fresh ? [] : eveningsOf(calendar, now, habit),
      today: todayOf(calendar, now, asked),
    };
  };
  return fakeBackend<Observation>(
    'fake power',
    {
      off: { weight: 65, observe: seen({ stayed: null }) },
      off_an_hour_later: { weight: 18, observe: seen({ stayed: 60 }) },
      left_on: { weight: 7, observe: seen({ stayed: 13 * 60 }) },
      on_until_late: { weight: 4, observe: seen({ stayed: 7 * 60 }) },
      loses_power: { weight: 3, observe: seen({ stayed: null, stops: 4 }) },
      no_evening_yet: { weight: 3, observe: seen({ stayed: null, fresh: true }) },
    },
    random,
  );
}
