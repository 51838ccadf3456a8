import { expect } from 'chai';
import type { SchoolCalendar } from '../../../shared/calendar/calendar.ts';
import { resolveCalendar } from '../../../shared/calendar/resolve.ts';
import { periodsOf } from './periods.ts';

const open = { opens: '08:00', closes: '16:00', lessons: [] };
const calendar: SchoolCalendar = {
  bankHolidays: 'none',
  terms: [
    { name: 'Autumn term 2026', from: '2026-09-02', to: '2026-12-18' },
    { name: 'Spring term 2027', from: '2027-01-04', to: '2027-03-26' },
    { name: 'Summer term 2027', from: '2027-04-12', to: '2027-07-21' },
  ],
  daysOff: [],
  week: [open, open, open, open, open, null, null],
};
const at = (day: string, hour = 14) => Date.parse(`${day}T${hour}:00:00Z`);
const since = (from: string, to: string) => ({ after: at(from), upTo: at(to), from, to });
const zone = 'Europe/London';

describe('the stretches of a report', () => {
  it('are cut where a term begins; the holidays belong to the term before', () => {
    const found = periodsOf(since('2026-09-01', '2027-02-12'), resolveCalendar(calendar, zone));
    expect(found.map(one => one.period)).to.deep.equal([
      { from: '2026-09-01', to: '2027-01-03', name: 'Autumn term 2026' },
      { from: '2027-01-04', to: '2027-02-12', name: 'Spring term 2027' },
    ]);
    const summer = periodsOf(since('2026-09-01', '2027-06-30'), resolveCalendar(calendar, zone));
    expect(summer.map(one => one.period.from)).to.deep.equal(['2026-09-01', '2027-01-04', '2027-04-12']);
    // London is an hour ahead in April.
    expect(summer[2]?.stretch.after).to.equal(Date.parse('2027-04-11T23:00:00Z') - 1);
  });

  it('are whole terms for a school that makes its report in the last week of each', () => {
    const days = ['2026-12-15', '2027-03-23', '2027-07-16'];
    const found = days
      .slice(1)
      .map((to, at) => periodsOf(since(days[at] ?? '', to), resolveCalendar(calendar, zone)));
    expect(found.map(all => all.map(one => one.period))).to.deep.equal([
      [{ from: '2026-12-15', to: '2027-03-23', name: 'Spring term 2027' }],
      [{ from: '2027-03-23', to: '2027-07-16', name: 'Summer term 2027' }],
    ]);
    const early = periodsOf(since('2026-09-02', '2027-01-11'), resolveCalendar(calendar, zone));
    expect(early).to.have.length(1);
  });

  it('leave no moment out and take none twice', () => {
    const whole = since('2026-09-01', '2027-06-30');
    const found = periodsOf(whole, resolveCalendar(calendar, zone)).map(one => one.stretch);
    expect(found[0]?.after).to.equal(whole.after);
    expect(found.at(-1)?.upTo).to.equal(whole.upTo);
    for (const [index, one] of found.entries())
      if (index > 0) expect(one.after).to.equal(found[index - 1]?.upTo);
  });

  it('are one where no calendar is entered, or no term begins in between', () => {
    const within = since('2026-10-01', '2026-11-20');
    expect(periodsOf(within, null)).to.have.length(1);
    expect(periodsOf(within, resolveCalendar(calendar, zone))[0]?.period.name).to.equal('Autumn term 2026');
  });
});
