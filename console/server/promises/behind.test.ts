import { expect } from 'chai';
import type { State } from '../../../shared/finding.ts';
import type { BehindDay, PromiseDay } from '../../../shared/protocol/api/overview.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { removeDevice } from '../departures/remove.ts';
import { agePass } from '../reports/ageing.ts';
import { keepPass } from './keeping.ts';
import { routes } from './routes.ts';
import { verifyDays } from './verify.ts';

const dayMs = 24 * 3600_000;
const check = 'firewall';
const states: State[] = ['met', 'not_met', 'unknown', 'not_applicable'];

forEachDatabase((_engine, open) => {
  describe('the computers behind a figure of a past day', () => {
    let db: Db;
    let school: ReportingSchool;
    let ids: string[];
    let seq = 0;

    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
      // A Monday, 15:00 in London.
      school.context.clock.at = Date.UTC(2026, 10, 23, 15);
      ids = [await school.aDevice('Elm-1'), await school.aDevice('Elm-2'), await school.aDevice('Elm-3')];
    });
    const say = (id: string | undefined, state: State) =>
      school.report(id ?? '', ++seq, [school.finding(check, state, { source: `nft list ${state}` })]);
    const ask = (path: string, params: object, query = {}) =>
      askRoutes(school.context, () => routes(school.context))('get', path, { params, query });
    const behind = (day: string, query = {}) =>
      ask('/promises/days/{day}/checks/{control}', { day, control: check }, query) as Promise<BehindDay>;
    const said = (found: BehindDay) => found.items.map(one => `${one.name} ${one.state}`);

    it('are named with what the check said, when and by which source, whatever they say now', async () => {
      await say(ids[0], 'met');
      const seen = school.context.now();
      await say(ids[1], 'not_met');
      school.context.clock.at += 2 * 60_000;
      await keepPass(school.context);
      school.context.clock.at += dayMs;
      await say(ids[0], 'not_met');
      await keepPass(school.context);
      await removeDevice(school.context, school.context.by, ids[1] ?? '', 'It is broken');
      await school.aDevice('Elm-4');
      const then = await behind('2026-11-23');
      expect(said(then)).to.deep.equal(['Elm-1 met', 'Elm-2 not_met', 'Elm-3 unknown']);
      expect(then.items[0]).to.include({ since: seen, receivedAt: seen, source: 'nft list met' });
      expect(then.items[2]).to.include({
        sentence: 'Nothing had been reported by then.',
        source: null,
        since: null,
      });
      expect(said(await behind('2026-11-24'))[0]).to.equal('Elm-1 not_met');
      expect(said(await behind('2026-11-23', { state: 'not_met' }))).to.deep.equal(['Elm-2 not_met']);
      const first = await behind('2026-11-23', { limit: '2' });
      expect(said(first)).to.have.length(2);
      expect(said(await behind('2026-11-23', { limit: '2', cursor: first.next }))).to.deep.equal([
        'Elm-3 unknown',
      ]);
    });

    it('are as many of each state as the page of that day counted, on every day of two months', async () => {
      let random = 11;
      const draw = (most: number) => {
        random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
        return Math.floor((random / 2 ** 31) * most);
      };
      const days: string[] = [];
      for (let i = 0; i < 60; i++) {
        for (let reports = draw(4); reports > 0; reports--)
          await say(ids[draw(ids.length)], states[draw(4)] ?? 'met');
        if (i % 9 === 4) ids.push(await school.aDevice(`Oak-${i}`));
        await agePass(school.context);
        school.context.clock.at += 3 * 60_000;
        await keepPass(school.context);
        days.push(new Date(school.context.now()).toISOString().slice(0, 10));
        school.context.clock.at += dayMs - 3 * 60_000;
      }
      for (const day of days) {
        const { items, counts } = await behind(day);
        const of = (state: State) => items.filter(one => one.state === state).length;
        expect(counts, day).to.deep.equal(Object.fromEntries(states.map(state => [state, of(state)])));
        const page = (await ask('/promises/days/{day}', { day })) as PromiseDay;
        expect(page.promises.devices, day).to.equal(items.length);
      }
    });

    it('cannot be changed, taken out or added to without breaking the seal of that day', async () => {
      for (let i = 0; i < 3; i++) {
        await say(ids[0], i % 2 === 0 ? 'not_met' : 'met');
        school.context.clock.at += 2 * 60_000;
        await keepPass(school.context);
        school.context.clock.at += dayMs;
      }
      expect(await verifyDays(db)).to.deep.equal({ checked: 3, trouble: null });
      const rows = await db.selectFrom('posture_change').selectAll().orderBy('received_at').execute();
      const second = rows.find(one => one.state === 'met');
      if (second === undefined) throw new Error('nothing changed');
      const its = db.updateTable('posture_change').where('id', '=', second.id);
      const trouble = /what computers had said by 2026-11-24 was changed/;
      for (const change of [
        { state: 'not_met' },
        { finding: '{}' },
        { received_at: second.received_at - 1 },
      ]) {
        await its.set(change).execute();
        expect((await verifyDays(db)).trouble, JSON.stringify(change)).to.match(trouble);
        await its.set(second).execute();
      }
      await db.deleteFrom('posture_change').where('id', '=', second.id).execute();
      expect((await verifyDays(db)).trouble).to.match(trouble);
      await db
        .insertInto('posture_change')
        .values([second, { ...second, id: `${second.id}-2` }])
        .execute();
      expect((await verifyDays(db)).trouble).to.match(trouble);
    });

    it('are nobody’s whose day was not kept', async () => {
      const refused = await behind('2026-11-23').catch(error => error);
      expect(refused).to.include({ status: 404, code: 'promises.day_not_kept' });
    });
  });
});
