import { expect } from 'chai';
import fc from 'fast-check';
import { dayNumber } from '../assets/dates.ts';
import { bankHolidays, easter } from './bank-holidays.ts';
import { type SchoolCalendar, schoolCalendar } from './calendar.ts';
import { endingWords } from './ending.ts';
import { problemsOf } from './problems.ts';
import { resolveCalendar } from './resolve.ts';
import {
  closingOf,
  dayAt,
  dayOf,
  endOf,
  isInLessons,
  isSchoolDay,
  lessonAt,
  momentOf,
  openHours,
  schoolDaysBetween,
} from './school-day.ts';
import type { SignedCalendar } from './signed.ts';
import { emptyCalendar, lastTermDay, usualYear, withNextYear } from './usual-year.ts';

const number = (day: string) => dayNumber(day) ?? Number.NaN;
const usual: SchoolCalendar = { ...emptyCalendar(), ...usualYear(2026) };
const resolved = (over: Partial<SchoolCalendar> = {}, timeZone = 'Europe/London'): SignedCalendar => {
  const made = resolveCalendar({ ...usual, ...over }, timeZone);
  if (made === null) throw new Error('no calendar');
  return made;
};
const kind = (day: string, calendar = resolved()) => dayOf(calendar, number(day)).kind;

describe('bank holidays', () => {
  const days = (nation: 'england_and_wales' | 'scotland', year: number) =>
    bankHolidays(nation, year).map(({ day }) => day.slice(5));

  // As published on gov.uk for these years.
  it('of England and Wales are those that were published', () => {
    expect(days('england_and_wales', 2025)).to.deep.equal([
      '01-01',
      '04-18',
      '04-21',
      '05-05',
      '05-26',
      '08-25',
      '12-25',
      '12-26',
    ]);
    expect(days('england_and_wales', 2026)).to.deep.equal([
      '01-01',
      '04-03',
      '04-06',
      '05-04',
      '05-25',
      '08-31',
      '12-25',
      '12-28',
    ]);
    expect(days('england_and_wales', 2027)).to.include.members(['03-26', '03-29', '12-27', '12-28']);
  });

  it('of Scotland have the second of January and Saint Andrew, and no Easter Monday', () => {
    expect(days('scotland', 2026)).to.deep.equal([
      '01-01',
      '01-02',
      '04-03',
      '05-04',
      '05-25',
      '08-03',
      '11-30',
      '12-25',
      '12-28',
    ]);
    expect(days('scotland', 2022)).to.include.members(['01-03', '01-04', '12-26', '12-27']);
  });

  it('never fall on a weekend, and never two on one day', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('england_and_wales' as const, 'scotland' as const),
        fc.integer({ min: 1980, max: 2099 }),
        (nation, year) => {
          const found = bankHolidays(nation, year).map(({ day }) => day);
          expect(new Set(found).size).to.equal(found.length);
          for (const day of found) expect(new Date(day).getUTCDay() % 6).to.not.equal(0);
          expect(new Date(easter(year) * 86_400_000).getUTCDay()).to.equal(0);
        },
      ),
    ));
});

describe('a day at school', () => {
  it('is a school day in a term, on a weekday that the school is open', () => {
    expect(kind('2026-09-02')).to.equal('school');
    expect(kind('2026-09-05')).to.equal('weekend');
  });

  it('is told apart: training, half-term, bank holiday, holiday, and what is not known', () => {
    expect(kind('2026-09-01')).to.equal('inset');
    expect(kind('2026-10-28')).to.equal('half_term');
    expect(kind('2026-12-28')).to.equal('bank_holiday');
    expect(kind('2026-12-29')).to.equal('holiday');
    expect(kind('2027-08-20')).to.equal('holiday');
    expect(kind('2027-09-01')).to.equal('unknown');
    expect(kind('2026-08-28')).to.equal('unknown');
  });

  it('is closed whatever else it is', () => {
    const closed = { kind: 'closed' as const, name: 'Boiler', from: '2026-11-23', to: '2026-11-23' };
    expect(kind('2026-11-23', resolved({ daysOff: [closed] }))).to.equal('closed');
  });

  it('has a bank holiday of its nation only', () => {
    expect(kind('2026-11-30', resolved({ bankHolidays: 'scotland' }))).to.equal('bank_holiday');
    expect(kind('2026-11-30')).to.equal('school');
  });

  it('counts school days between two days', () => {
    expect(schoolDaysBetween(resolved(), number('2026-10-19'), number('2026-11-06'))).to.equal(10);
    expect(schoolDaysBetween(resolved(), number('2027-07-24'), number('2027-08-31'))).to.equal(0);
  });

  it('knows its lessons and its closing in the school’s own time, summer and winter', () => {
    const calendar = resolved();
    expect(lessonAt(calendar, Date.UTC(2026, 8, 2, 8, 0))).to.equal('Morning');
    expect(lessonAt(calendar, Date.UTC(2026, 8, 2, 9, 40))).to.equal(null);
    expect(isInLessons(calendar, Date.UTC(2026, 8, 2, 9, 40))).to.equal(true);
    expect(lessonAt(calendar, Date.UTC(2026, 10, 23, 15, 14))).to.equal('Afternoon');
    expect(isInLessons(calendar, Date.UTC(2026, 10, 23, 15, 15))).to.equal(false);
    expect(closingOf(calendar, number('2026-11-23'))).to.equal(Date.UTC(2026, 10, 23, 17, 30));
    expect(closingOf(calendar, number('2026-09-02'))).to.equal(Date.UTC(2026, 8, 2, 16, 30));
    expect(closingOf(calendar, number('2026-10-28'))).to.equal(null);
  });

  it('of training has no lessons, and closes', () => {
    const end = endOf(resolved(), number('2026-09-01'));
    expect(end).to.include({ lessons: null, closing: Date.UTC(2026, 8, 1, 16, 30) });
    expect(isInLessons(resolved(), Date.UTC(2026, 8, 1, 10))).to.equal(false);
    expect(openHours(resolved(), number('2026-09-01'))).to.deep.equal([
      Date.UTC(2026, 8, 1, 7),
      Date.UTC(2026, 8, 1, 16, 30),
    ]);
    expect(openHours(resolved(), number('2026-10-28'))).to.equal(null);
  });

  it('turns over at the school’s own midnight, wherever the school is', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('Europe/London', 'Europe/Dublin', 'Pacific/Auckland', 'America/New_York'),
        fc.integer({ min: number('2026-09-02'), max: number('2027-08-30') }),
        fc.integer({ min: 6, max: 22 }),
        (timeZone, day, hour) => {
          const calendar = resolved({}, timeZone);
          const at = momentOf(calendar, day, `${String(hour).padStart(2, '0')}:30`);
          expect(dayAt(calendar, at)).to.equal(day);
          const shown = new Intl.DateTimeFormat('en-GB', {
            ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
          }).format(at);
          expect(shown).to.equal(`${String(hour).padStart(2, '0')}:30`);
        },
      ),
    ));

  it('is of no known kind without a term', () =>
    expect(resolveCalendar({ ...usual, terms: [] }, 'Europe/London')).to.equal(null));
});

describe('a calendar', () => {
  it('that is usual has nothing wrong with it, in any year, and about 190 school days', () => {
    for (let year = 2024; year < 2040; year += 1) {
      const calendar = { ...emptyCalendar(), ...usualYear(year) };
      expect(schoolCalendar.parse(calendar)).to.deep.equal(calendar);
      expect(problemsOf(calendar), String(year)).to.deep.equal({});
      const signed = resolveCalendar(calendar, 'Europe/London') as SignedCalendar;
      const [from, to] = [number(`${year}-09-01`), number(`${year + 1}-08-31`)];
      expect(schoolDaysBetween(signed, from, to), String(year)).to.be.within(182, 198);
    }
  });

  it('of the next year is the last one’s again on the same weekdays, without single closures', () => {
    const closed = { kind: 'closed' as const, name: 'Snow', from: '2027-01-20', to: '2027-01-20' };
    const two = withNextYear({ ...usual, daysOff: [...usual.daysOff, closed] });
    expect(two.terms.map(({ name }) => name))
      .to.include('Autumn term 2027')
      .and.include('Summer term 2028');
    expect(two.terms[3]?.from).to.equal('2027-09-01');
    expect(two.daysOff).to.have.length(usual.daysOff.length * 2 + 1);
    expect(lastTermDay(two)).to.equal('2028-07-21');
    expect(problemsOf(two)).to.deep.equal({});
  });

  it('warns from 60 days before its last day on, and says what holds after it', () => {
    const words = (day: string) => endingWords(usual, number(day));
    expect(words('2027-05-23')).to.equal(undefined);
    expect(words('2027-05-24')).to.contain('ends on 23 Jul 2027, in 60 days.');
    expect(words('2027-07-23')).to.contain('ends on 23 Jul 2027, today.');
    expect(words('2027-07-24')).to.contain('ended on 23 Jul 2027');
    expect(endingWords({ terms: [] }, number('2027-07-24'))).to.equal(undefined);
  });

  it('says what is wrong beside the field that it is wrong in', () => {
    const [autumn] = usual.terms;
    if (!autumn) throw new Error('no term');
    const problems = problemsOf({
      ...usual,
      terms: [
        autumn,
        { ...autumn, name: 'Again' },
        { name: 'Back to front', from: '2027-05-01', to: '2027-04-01' },
      ],
      daysOff: [{ kind: 'closed', name: 'Long', from: '2026-01-01', to: '2027-01-01' }],
      week: usual.week.map((day, index) =>
        index === 2 && day ? { ...day, closes: '15:00', opens: '09:00' } : day,
      ),
    });
    expect(Object.keys(problems)).to.have.members([
      'terms.1.from',
      'terms.2.to',
      'daysOff.0.to',
      'week.2.lessons.0.from',
      'week.2.lessons.2.to',
    ]);
    expect(problemsOf({ ...usual, week: usual.week.map(() => null) })).to.have.key('week');
    const blank = { name: ' ', from: '', to: '' };
    const monday = { opens: '08:00', closes: '17:00', lessons: [blank] };
    expect(problemsOf({ ...usual, terms: [blank], week: [monday, ...usual.week.slice(1)] })).to.have.all.keys(
      'terms.0.name',
      'terms.0.from',
      'terms.0.to',
      'week.0.lessons.0.name',
      'week.0.lessons.0.from',
    );
  });

  it('never makes a school day of a Saturday, a half-term or a bank holiday', () => {
    const calendar = resolved();
    fc.assert(
      fc.property(fc.integer({ min: number('2026-08-01'), max: number('2027-10-01') }), day => {
        if (!isSchoolDay(calendar, day)) return;
        expect([0, 6]).to.not.include(new Date(day * 86_400_000).getUTCDay());
        const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
        expect(calendar.daysOff.some(({ from, to }) => from <= text && text <= to)).to.equal(false);
      }),
    );
  });
});
