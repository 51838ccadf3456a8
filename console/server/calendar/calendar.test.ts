import { expect } from 'chai';
import type { DayOff, SchoolCalendar } from '../../../shared/calendar/calendar.ts';
import { dayOf } from '../../../shared/calendar/school-day.ts';
import { emptyCalendar, usualYear } from '../../../shared/calendar/usual-year.ts';
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { AppError } from '../errors.ts';
import { routes } from '../overview/index.ts';
import { currentPolicy } from '../policies/index.ts';
import { restandAll } from '../reports/ageing.ts';
import { changeCalendar } from './change.ts';
import { readCalendar } from './store.ts';

const usual: SchoolCalendar = { ...emptyCalendar(), ...usualYear(2026) };

forEachDatabase((_engine, open) => {
  describe('the school calendar', () => {
    let db: Db;
    let school: ReportingSchool;
    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
    });

    const save = (revision: number, calendar: SchoolCalendar | null) =>
      changeCalendar(school.context, school.context.by, { revision, calendar });
    const policy = () => currentPolicy(school.context, school.context.schoolId, school.groupId);
    const refusal = async (work: Promise<unknown>): Promise<AppError> => {
      const error = await work.then(
        () => undefined,
        thrown => thrown,
      );
      expect(error).to.be.instanceOf(AppError);
      return error as AppError;
    };

    it('is empty at first, and then what was kept, by whom', async () => {
      expect(await readCalendar(db, school.context.schoolId)).to.include({ revision: 0, calendar: null });
      const kept = await save(0, usual);
      expect(kept).to.deep.include({ revision: 1, calendar: usual, updatedBy: school.context.by.name });
    });

    it('travels in every group’s signed policy, with bank holidays, and only when it changed', async () => {
      expect((await policy()).document.calendar).to.equal(null);
      const before = (await policy()).number;
      await save(0, usual);
      const issued = await policy();
      expect(issued.number).to.equal(before + 1);
      const { calendar } = issued.document;
      if (calendar === null) throw new Error('no calendar');
      expect(dayOf(calendar, Date.UTC(2026, 11, 28) / 86_400_000)).to.include({ kind: 'bank_holiday' });
      await save(1, usual);
      expect((await policy()).number).to.equal(before + 1);
      await save(2, null);
      expect((await policy()).document.calendar).to.equal(null);
    });

    it('is in the change log in words', async () => {
      await save(0, usual);
      const rows = await db.selectFrom('audit').select(['action', 'facts']).execute();
      const row = rows.find(({ action }) => action === 'calendar.changed');
      expect(JSON.parse(row?.facts ?? '{}').summary).to.equal(
        '3 terms until 23 Jul 2027, 4 half-terms and days off',
      );
      const off = usual.daysOff.slice(1);
      const week = usual.week.map(one => (one === null ? null : { ...one, closes: '16:45' }));
      await save(1, { ...usual, week, daysOff: [...off.slice(1), { ...off[0], name: 'Flood' } as DayOff] });
      const [, later] = (await db.selectFrom('audit').select(['action', 'facts']).orderBy('number').execute())
        .filter(({ action }) => action === 'calendar.changed')
        .map(({ facts }) => JSON.parse(facts).changes as string);
      expect(later?.split('; ')).to.deep.equal([
        'added Flood, 26 Oct 2026 to 30 Oct 2026',
        'removed Staff training, 1 Sept 2026',
        'removed Autumn half-term, 26 Oct 2026 to 30 Oct 2026',
        'Monday, Tuesday, Wednesday, Thursday, Friday: closes at 16:45 (was 17:30)',
      ]);
    });

    it('is not overwritten by somebody who has not seen the last change', async () => {
      await save(0, usual);
      expect(await refusal(save(0, emptyCalendar()))).to.include({ status: 409, code: 'calendar.changed' });
      expect((await readCalendar(db, school.context.schoolId)).calendar).to.deep.equal(usual);
    });

    it('with a date that does not fit is refused at its field', async () => {
      const terms = [{ name: 'Back to front', from: '2026-12-18', to: '2026-09-02' }];
      const error = await refusal(save(0, { ...usual, terms }));
      expect(error.fields).to.deep.equal({
        'calendar.terms.0.to': 'This is before 18 Dec 2026, the first day',
      });
    });

    it('is among what needs the technician from 60 days before it ends', async () => {
      const { context } = school;
      const overview = routes(context).find(one => one.path === '/overview');
      const needs = async () => {
        const asked = { params: {}, query: {}, body: {}, caller: context.by };
        const answer = (await overview?.handle(asked, { setSession: () => undefined })) as Overview;
        return answer.needs.filter(({ kind }) => kind === 'calendar').map(({ action }) => action.to);
      };
      await save(0, usual);
      expect(await needs()).to.deep.equal([]);
      context.clock.at = Date.UTC(2027, 5, 1);
      expect(await needs()).to.deep.equal(['/calendar']);
    });

    it('has nobody counted silent through half-term, and through Christmas', async () => {
      const { context } = school;
      context.clock.at = Date.UTC(2026, 11, 17, 12);
      const id = await school.aDevice('Laptop');
      await school.report(id, 1, [school.finding('firewall', 'met')]);
      await save(0, usual);
      const silentAt = async (at: number) => {
        context.clock.at = at;
        await restandAll(context);
        return (await school.rowOf(id)).states.includes('firewall=unknown');
      };
      expect(await silentAt(Date.UTC(2027, 0, 5, 9))).to.equal(false);
      // Five school days after Thursday 17 December: Friday 18, then Monday 4 to Thursday 7 January.
      expect(await silentAt(Date.UTC(2027, 0, 7, 23))).to.equal(false);
      expect(await silentAt(Date.UTC(2027, 0, 8, 9))).to.equal(true);
    });
  });
});
