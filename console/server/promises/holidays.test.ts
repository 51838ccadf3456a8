import { expect } from 'chai';
import { resolveCalendar } from '../../../shared/calendar/resolve.ts';
import { emptyCalendar, usualYear } from '../../../shared/calendar/usual-year.ts';
import { readingAge } from '../../../test/support/reading-age.ts';
import { holidayWords } from './holidays.ts';

describe('the holidays on the headteacher’s page', () => {
  const two = [usualYear(2026), usualYear(2027)];
  const terms = two.flatMap(one => one.terms);
  const calendar = resolveCalendar(
    { ...emptyCalendar(), terms, daysOff: two.flatMap(one => one.daysOff) },
    'Europe/London',
  );
  const said = (day: string) => holidayWords(calendar, Date.parse(`${day}T10:00:00Z`));

  it('are said with the day on which school is open again', () => {
    const words = said('2027-08-11') ?? '';
    expect(words).to.match(
      /^School is closed until \d+ Sept 2027\. Computers that are off stand as they were when they were last on\.$/,
    );
    expect(readingAge(words)).to.be.below(12);
    expect(said('2026-12-28')).to.match(/^School is closed until \d+ Jan 2027\./);
  });

  it('are neither days of school, nor weekends, nor days of which nothing is known', () => {
    for (const day of ['2026-11-23', '2026-11-28', '2026-11-29', '2035-08-11', '2020-08-11'])
      expect(said(day), day).to.equal(undefined);
    expect(holidayWords(null, Date.now())).to.equal(undefined);
  });
});
