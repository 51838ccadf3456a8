import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import { states } from '../../../shared/finding.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { MadeUpMachine } from '../../../test/support/made-up-machine.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { removeDevice } from '../departures/remove.ts';
import { standingsAt } from '../devices/index.ts';
import { verdictsBetween } from './course.ts';
import { hashOf, keepDay, listDays, readDay } from './days.ts';
import { readPromise } from './detail.ts';
import { figuresOf } from './figures.ts';
import { keepPass } from './keeping.ts';
import { readPage } from './service.ts';
import { verifyDays } from './verify.ts';
import { readWeek } from './week.ts';

/** Numbers from 0 to 1, the same in every run. */
function drawn(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

forEachDatabase((_engine, open) => {
  describe('the promises of past days', () => {
    let db: Db;
    let school: ReportingSchool;
    let id = '';
    let seq = 0;
    const page = () => readPage(school.context, school.context.schoolId);
    const day = (which: string) => readDay(db, school.context.schoolId, which);

    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
      // A Monday, 11:00 in London.
      school.context.clock.at = Date.UTC(2026, 10, 23, 11);
      id = await school.aDevice();
    });
    const report = (state: 'met' | 'not_met') =>
      school.report(id, ++seq, [school.finding('firewall', state)]);
    const pass = (hours: number) => {
      school.context.clock.at += hours * 3600_000;
    };

    /** A week in which each day's page is noted as it is kept. */
    async function aWeek() {
      const shown = new Map<string, unknown>();
      for (let i = 0; i < 5; i++) {
        await report(i % 2 === 0 ? 'met' : 'not_met');
        pass(4);
        const { decision: _now, ...seen } = await page();
        shown.set(new Date(school.context.now()).toISOString().slice(0, 10), seen);
        expect(await keepPass(school.context)).to.equal(1);
        pass(20);
      }
      return shown;
    }

    it('are kept once a day, in the afternoon and not before', async () => {
      expect(await keepPass(school.context)).to.equal(0);
      pass(3);
      expect(await keepPass(school.context)).to.equal(1);
      expect(await keepPass(school.context)).to.equal(0);
      expect(await listDays(db, school.context.schoolId)).to.deep.equal([
        { day: '2026-11-23', keptAt: school.context.now() },
      ]);
    });

    it('are shown as they stood, whatever happened since', async () => {
      const shown = await aWeek();
      await db.updateTable('device').set({ status: 'removed' }).where('id', '=', id).execute();
      for (const [which, seen] of shown) {
        const { decision: _none, ...kept } = (await day(which)).promises;
        expect(kept).to.deep.equal(seen);
      }
      expect(await day('2026-11-25')).to.include({ before: '2026-11-24', after: '2026-11-26' });
    });

    it('are after a school year of all checks what they were on the day, for twenty days drawn at random', async function () {
      this.timeout(120_000);
      const shown = new Map<string, unknown>();
      const random = drawn(7);
      const draw = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
      const machines = [{ at: id, machine: new MadeUpMachine(1, school.context.now) }];
      for (const seed of [2, 3])
        machines.push({
          at: await school.aDevice(`Oak-${seed}`),
          machine: new MadeUpMachine(seed, school.context.now),
        });
      for (let week = 0; week < 39; week++) {
        for (let i = 0; i < 5; i++) {
          const { at, machine } = draw(machines);
          machine.become(Math.floor(random() * 100), draw(controls).key);
          await school.report(at, ++seq, await machine.look());
          pass(4);
          const seen = await page();
          shown.set(new Date(school.context.now()).toISOString().slice(0, 10), JSON.stringify(seen));
          expect(await keepDay(school.context, school.context.schoolId, seen)).to.equal(true);
          pass(20);
        }
        pass(48);
      }
      const { context } = school;
      for (const { at } of machines) await removeDevice(context, context.by, at, 'It is broken');
      const days = [...shown.keys()];
      expect(days).to.have.length(195);
      expect(JSON.parse(String(shown.get(days.at(-1) ?? ''))).promises).to.have.length(controls.length);
      for (let i = 0; i < 20; i++) {
        const which = days[Math.floor(random() * days.length)] ?? '';
        const { promises, keptAt } = await day(which);
        expect(promises, which).to.deep.equal(JSON.parse(String(shown.get(which))));
        // And made anew from what each computer had said by then.
        for (const [control, { counts }] of figuresOf(promises)) {
          const query = { schoolId: context.schoolId, control, at: keptAt, limit: 9 };
          const stood = await standingsAt(db, { ...query, state: undefined, after: undefined });
          const of = states.map(state => [state, stood.filter(one => one.state === state).length]);
          expect(Object.fromEntries(of), `${which} ${control}`).to.deep.equal(counts);
        }
      }
      expect(await verifyDays(db)).to.deep.equal({ checked: 195, trouble: null });
    });

    it('say of a day on which no console ran that it was not kept', async () => {
      await aWeek();
      const refused = await day('2026-11-21').catch(error => error);
      expect(refused).to.include({ status: 404, code: 'promises.day_not_kept' });
    });

    it('say of a weekend, of a day to come, of today and of what is no day, each in its own words', async () => {
      await aWeek();
      const { context } = school;
      const words = (which: string) =>
        readDay(db, context.schoolId, which, context.now()).catch(
          (error: { detail: string }) => error.detail,
        );
      // It is Saturday 28 November.
      expect(await words('2026-11-22')).to.match(/^That day was a Sunday\. No page was kept/);
      expect(await words('2026-11-21')).to.match(/^That day was a Saturday\./);
      expect(await words('2026-11-28')).to.match(/^The page of today is kept this afternoon\./);
      expect(await words('2026-11-29')).to.match(/^That day has not come yet\./);
      expect(await words('2026-02-31')).to.match(/^There is no such day in the calendar\./);
      expect(await words('2026-13-01')).to.match(/^There is no such day in the calendar\./);
      expect(await words('2026-11-20')).to.match(/^The page of that day was not kept/);
    });

    it('make the history of one promise', async () => {
      await aWeek();
      const { context } = school;
      const { history, promise, proof, standards } = await readPromise(context, context.by, 'firewall');
      expect(history.map(one => one.verdict === 'does_not_hold')).to.deep.equal([
        false,
        true,
        false,
        true,
        false,
      ]);
      expect(promise.provableSince).to.equal('2026-11-23');
      expect(proof.map(one => one.control)).to.deep.equal(['firewall']);
      expect(standards.map(one => one.framework)).to.include('Cyber Essentials');
    });

    it('show at once where somebody changed, removed or added one', async () => {
      await aWeek();
      expect(await verifyDays(db)).to.deep.equal({ checked: 5, trouble: null });
      const of = (which: string) => db.selectFrom('promise_day').selectAll().where('day', '=', which);
      const row = await of('2026-11-24').executeTakeFirstOrThrow();
      const at = (which: string) => db.updateTable('promise_day').where('day', '=', which);
      await at('2026-11-24')
        .set({ body: row.body.replace('does_not_hold', 'holds') })
        .execute();
      expect((await verifyDays(db)).trouble).to.match(/2026-11-24 was changed/);
      const refused = await day('2026-11-24').catch(error => error);
      expect(refused).to.include({ status: 409, code: 'promises.day_altered' });
      expect((await day('2026-11-25')).day).to.equal('2026-11-25');
      const { context } = school;
      const { history, altered } = await readPromise(context, context.by, 'firewall');
      expect([history.map(one => one.day.slice(8)), altered]).to.deep.equal([
        ['23', '25', '26', '27'],
        ['2026-11-24'],
      ]);
      const span = { after: '', upTo: '2026-11-27' };
      const between = await verdictsBetween(db, context.schoolId, span);
      expect([between.kept.length, between.altered]).to.deep.equal([4, ['2026-11-24']]);
      const last = await of('2026-11-27').executeTakeFirstOrThrow();
      await at('2026-11-27')
        .set({ body: last.body.replaceAll('2026-11-23', '2020-01-01') })
        .execute();
      const since = (await page()).promises.find(one => one.key === 'firewall')?.provableSince;
      expect(since, 'a day that was altered moves no date').to.equal('2026-11-23');
      await at('2026-11-27').set({ body: last.body }).execute();
      pass(3 * 24);
      const week = await readWeek(school.context, school.context.by);
      expect(week.lines[1]?.words).to.match(/was altered after it was kept/);
      await db.deleteFrom('promise_day').where('day', '=', '2026-11-24').execute();
      expect((await verifyDays(db)).trouble).to.match(/before 2026-11-25 is missing/);
      await db.insertInto('promise_day').values(row).execute();
      expect((await verifyDays(db)).trouble).to.equal(null);
      // The newest has no day after it that names it: the audit log does.
      const newest = await of('2026-11-27').executeTakeFirstOrThrow();
      const other = { ...newest, kept_at: Number(newest.kept_at), body: newest.body.replace('holds', 'no') };
      await at('2026-11-27')
        .set({ ...other, hash: hashOf(other) })
        .execute();
      expect((await verifyDays(db)).trouble).to.match(/of 2026-11-27, the newest by the audit log/);
      await db.deleteFrom('promise_day').where('day', '>=', '2026-11-26').execute();
      expect((await verifyDays(db)).trouble).to.match(/of 2026-11-27, the newest by the audit log/);
    });
  });
});
