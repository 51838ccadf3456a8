/** What each kind of day is called, in full and in a square of the month. */
import type { DayKind } from '../../../../shared/calendar/school-day.ts';

export const dayWords: Record<DayKind, { full: string; short: string }> = {
  school: { full: 'School day', short: 'School' },
  inset: { full: 'INSET day: staff only', short: 'INSET' },
  half_term: { full: 'Half-term', short: 'Half-term' },
  bank_holiday: { full: 'Bank holiday', short: 'Bank hol.' },
  holiday: { full: 'Holiday', short: 'Holiday' },
  closed: { full: 'School closed', short: 'Closed' },
  weekend: { full: 'Weekend, or closed every week', short: '' },
  unknown: { full: 'Not known yet', short: 'Not known' },
};

/** In the order of the key under the month. */
export const dayKinds = Object.keys(dayWords) as DayKind[];
