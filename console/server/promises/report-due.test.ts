import { expect } from 'chai';
import { resolveCalendar } from '../../../shared/calendar/resolve.ts';
import { emptyCalendar, usualYear } from '../../../shared/calendar/usual-year.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool } from '../../../test/support/policy-school.ts';
import { readingAge } from '../../../test/support/reading-age.ts';
import { writeCalendar } from '../calendar/store.ts';
import { dueOf } from './report-due.ts';
import { readPromises } from './service.ts';

const year = { ...emptyCalendar(), ...usualYear(2026) };

describe('the termly report on the headteacher’s page', () => {
  const calendar = resolveCalendar(year, 'Europe/London');
  const said = (day: string, last: string | null) =>
    dueOf(calendar, last, Date.parse(`${day}T10:00:00Z`)).map(one => one.sentence);

  it('is asked for in the last weeks of a term and in the holidays after it, until one is kept', () => {
    const [{ name = '', to = '' } = {}] = year.terms;
    expect(said('2026-10-14', null)).to.deep.equal([]);
    const [soon = ''] = said('2026-12-10', null);
    expect(soon).to.include(`“${name}” ends on `).and.include('No report to the governors is kept yet.');
    expect(said('2026-12-28', null)[0]).to.include(`“${name}” ended on `);
    expect(said('2026-12-10', '2026-07-10')[0]).to.include(
      'The last report to the governors is of 10 Jul 2026.',
    );
    expect(said('2026-12-10', '2026-12-03')).to.deep.equal([]);
    expect(said('2026-12-28', to)).to.deep.equal([]);
    // A report of the last days of a term is of that term.
    expect(said('2027-03-20', '2026-12-17')).to.have.length(1);
    expect(said('2027-01-12', '2026-12-17')).to.deep.equal([]);
    expect(said('2026-07-01', null), 'before the calendar').to.deep.equal([]);
    for (const words of [soon, ...said('2026-12-10', '2026-07-10')])
      expect(readingAge(words), words).to.be.below(12);
  });
});

forEachDatabase((_engine, open) => {
  describe('the termly report on the headteacher’s page, as it is read', () => {
    it('stands behind what else is to be decided, and for nobody but the headteacher', async () => {
      const db = await open();
      const school = await aPolicySchool(db);
      const { context, technician } = school;
      const head = await school.aPerson('Hazel Head', 'headteacher');
      context.clock.at = Date.parse('2026-12-10T10:00:00Z');
      await school.aDevice('EYFS-1', 4);
      const due = async (by = head) => (await readPromises(context, by)).decisions ?? [];
      expect(await due(), 'without a calendar').to.have.length(1);
      const stamp = { at: context.clock.at, by: 'a test', revision: 0 };
      await writeCalendar(db, context.schoolId, year, stamp);
      const found = await due();
      expect(found.map(one => one.action?.to)).to.deep.equal([
        '/promises/password-policy',
        '/promises/report',
      ]);
      expect(await due(technician)).to.have.length(1);
      const kept = { number: 1, day: '2026-12-04', body: '{}', kept_at: 1, kept_by: 'H', hash: '' };
      await db
        .insertInto('governor_report')
        .values({ ...kept, school_id: context.schoolId })
        .execute();
      expect(await due()).to.have.length(1);
    });
  });
});
