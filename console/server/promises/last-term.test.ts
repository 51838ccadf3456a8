import { expect } from 'chai';
import fc from 'fast-check';
import { emptyCalendar, usualYear } from '../../../shared/calendar/usual-year.ts';
import type { Counts, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, own } from '../../../test/support/policy-school.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import { writeCalendar } from '../calendar/store.ts';
import { writeClauses } from '../clauses/store.ts';
import { changeDevice } from '../devices/index.ts';
import type { Caller } from '../route.ts';
import { readPromise } from './detail.ts';
import { keepPass } from './keeping.ts';
import { lastTermWords, termBefore, trendOf } from './last-term.ts';
import { provableOn } from './provable.ts';
import { readPage } from './service.ts';

const dayMs = 24 * 3600_000;
const figure = (met: number, not_met: number, unknown = 0) => ({
  verdict: 'does_not_hold' as const,
  counts: { met, not_met, unknown, not_applicable: 0 } satisfies Counts,
});

describe('a figure beside last term’s', () => {
  it('is better or worse by the share that keeps it, and tells both', () => {
    expect(trendOf(figure(40, 1), figure(38, 3))).to.equal('Better than last term: then 38 of 41.');
    expect(trendOf(figure(38, 0, 3), figure(40, 1))).to.equal('Worse than last term: then 40 of 41.');
    expect(trendOf(figure(20, 0), figure(41, 0))).to.equal('The same as last term: then 41 of 41.');
    expect(trendOf(figure(0, 0), figure(41, 0))).to.equal(undefined);
    expect(trendOf(figure(1, 0), undefined)).to.equal(undefined);
    const less = (met: number) => trendOf(figure(met, 9 - met), figure(5, 4), undefined, true);
    expect(less(6)).to.equal('Not laid beside last term: less is asked of computers now. Then: 5 of 9.');
    expect([5, 4].map(less)).to.deep.equal([
      'The same as last term: then 5 of 9.',
      'Worse than last term: then 5 of 9.',
    ]);
  });

  it('never gets better by a computer that is no longer known', () =>
    fc.assert(
      fc.property(fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50), fc.nat(50), (a, b, c, d, e) => {
        const rank = (words: string | undefined) =>
          ['Worse', 'The s', 'Bette'].indexOf((words ?? 'The same').slice(0, 5));
        const then = figure(d, e);
        const known = trendOf(figure(a, b + 1, c), then);
        const hidden = trendOf(figure(a, b, c + 1), then);
        expect(rank(hidden)).to.be.at.most(rank(known));
      }),
    ));

  it('is of the term that ended last', () => {
    const term = (name: string, from: string, to: string) => ({ name, from, to });
    const terms = [term('Spring', '2027-01-04', '2027-03-26'), term('Autumn', '2026-09-01', '2026-12-18')];
    expect(termBefore(terms, '2027-01-10')?.name).to.equal('Autumn');
    expect(termBefore(terms, '2027-03-30')?.name).to.equal('Spring');
    expect(termBefore(terms, '2026-10-10')).to.equal(undefined);
  });
});

describe('the day since which a check can be proved', () => {
  const page = (verdict: PromiseView['verdict'], unknown = 0) => ({
    promises: [
      {
        ...{ key: 'power', control: 'power', sentence: 'We switch off.', verdict, parts: [], excepted: 0 },
        ...{ counts: figure(1, 0, unknown).counts, answer: '', doing: null, oldestAt: null },
      },
    ],
  });
  it('is the first on which it was known, and stays while it is asked for', () => {
    expect(provableOn('2026-09-01', page('cannot_be_known'), {})).to.deep.equal({});
    expect(provableOn('2026-09-02', page('does_not_hold'), {})).to.deep.equal({ power: '2026-09-02' });
    const kept = { power: '2026-09-02' };
    expect(provableOn('2026-09-03', page('cannot_be_known', 1), kept)).to.deep.equal(kept);
    expect(provableOn('2026-09-04', { promises: [] }, kept)).to.deep.equal({});
  });
});

forEachDatabase((_engine, open) => {
  describe('last term on the promises page', () => {
    it('is said with its day, or why there is none, and stays when the school finds its own words', async () => {
      const db = await open();
      const { context, aDevice, report, finding } = await aReportingSchool(db);
      const { schoolId } = context;
      const page = () => readPage(context, schoolId);
      const firewall = async () => (await page()).promises.find(one => one.control === 'firewall');
      context.clock.at = Date.UTC(2026, 11, 15, 15);
      const id = await aDevice();
      await report(id, 1, [finding('firewall', 'not_met')]);
      expect((await page()).lastTerm?.sentence).to.match(/^The school calendar has no term before this one/);
      const calendar = { ...emptyCalendar(), ...usualYear(2026) };
      const stamp = { revision: 1, at: context.now(), by: 'a test' };
      await writeCalendar(db, schoolId, calendar, stamp);
      expect(await keepPass(context)).to.equal(1);
      const provable = (await firewall())?.provableSince;
      expect(provable).to.equal('2026-12-15');

      context.clock.at += 40 * dayMs;
      await report(id, 2, [finding('firewall', 'met')]);
      expect((await page()).lastTerm?.day).to.equal('2026-12-15');
      expect((await page()).lastTerm?.sentence).to.match(/^“Last term” is 15 Dec 2026/);
      expect((await firewall())?.trend).to.equal('Better than last term: then 0 of 1.');

      const wall = { id: 'clause-wall', sentence: 'Our computers have a wall.', controls: ['firewall'] };
      await writeClauses(db, schoolId, [wall], { ...stamp, revision: 1 });
      expect(await firewall()).to.include({
        key: 'clause-wall',
        trend: 'Better than last term: then 0 of 1.',
        provableSince: '2026-12-15',
      });
      const { history } = await readPromise(context, { schoolId, role: 'headteacher' } as Caller, wall.id);
      expect(history).to.deep.equal([
        { day: '2026-12-15', key: 'firewall', verdict: 'does_not_hold', met: 0, asked: 1 },
      ]);
      const { body } = await db.selectFrom('promise_day').select('body').executeTakeFirstOrThrow();
      await db
        .updateTable('promise_day')
        .set({ body: body.replace('"not_met":1', '"not_met":0') })
        .execute();
      expect((await page()).lastTerm).to.deep.equal({
        day: null,
        sentence: lastTermWords.altered('2026-12-15'),
      });
      expect((await firewall())?.trend).to.equal(undefined);
      await db.deleteFrom('promise_day').execute();
      expect((await page()).lastTerm).to.deep.include({ day: null });
      expect((await firewall())?.trend).to.equal(undefined);
    });

    it('is no better by a computer that went to a group of which less is asked, or where less is asked of all', async () => {
      const school = await aPolicySchool(await open());
      const { context, aDevice, anotherGroup, put, report } = school;
      const { db, schoolId } = context;
      context.clock.at = Date.UTC(2026, 11, 15, 15);
      const pupils = await anotherGroup('Pupils');
      await put(`group.${pupils}`, own({ minLength: 8 }));
      const weak = await aDevice('Laptop 1', 8);
      await aDevice('Tablet 1', 12, pupils);
      const calendar = { ...emptyCalendar(), ...usualYear(2026) };
      await writeCalendar(db, schoolId, calendar, { revision: 1, at: context.now(), by: 'a test' });
      expect(await keepPass(context)).to.equal(1);
      context.clock.at += 40 * dayMs;
      const passwords = async () =>
        (await readPage(context, schoolId)).promises.find(one => one.control === 'password-policy');
      await changeDevice(context, context.by, weak, { groupId: pupils });
      await report(weak, 12);
      expect((await passwords())?.counts).to.deep.include({ met: 2, not_met: 0 });
      expect((await passwords())?.trend).to.equal('The same as last term: then 1 of 2.');
      await put('school', own({ minLength: 8 }));
      expect((await passwords())?.trend).to.equal(
        'Not laid beside last term: less is asked of computers now. Then: 1 of 2.',
      );
    });
  });
});
