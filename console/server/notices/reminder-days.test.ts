import { expect } from 'chai';
import { resolveCalendar } from '../../../shared/calendar/resolve.ts';
import { emptyCalendar, usualYear } from '../../../shared/calendar/usual-year.ts';
import { onSchoolDay } from '../../../shared/school-days.ts';
import { reminderDays } from './reminder-days.ts';

describe('reminders of what is to be signed', () => {
  const calendar = resolveCalendar({ ...emptyCalendar(), ...usualYear(2026) }, 'Europe/London');
  const onDay = (at: number) => onSchoolDay(at, 'Europe/London', calendar);
  const noon = (text: string) => Date.parse(`${text}T12:00:00Z`);
  const days = (due: string, now = '2026-09-01') =>
    reminderDays(noon(due), noon(now), onDay).map(at => new Date(at).toISOString().slice(0, 10));

  it('come a week and a day before', () => {
    expect(days('2026-11-20')).to.deep.equal(['2026-11-13', '2026-11-19']);
  });

  it('come on the last school day before a weekend or a holiday', () => {
    // Monday after half-term, of which Friday 23 October is the last day before.
    expect(days('2026-11-02')).to.deep.equal(['2026-10-23']);
    expect(days('2026-11-16')).to.deep.equal(['2026-11-09', '2026-11-13']);
    expect(days('2027-08-30')).to.deep.equal(['2027-07-23']);
  });

  it('are none for what was sent a day before', () => {
    expect(days('2026-11-20', '2026-11-18')).to.deep.equal([]);
  });

  it('keep to the day where no calendar is kept', () => {
    expect(reminderDays(noon('2026-11-02'), noon('2026-09-01'), at => at)).to.deep.equal([
      noon('2026-10-26'),
      noon('2026-11-01'),
    ]);
  });
});
