import { expect } from 'chai';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import type { Upkeep } from '../../../shared/protocol/api/upkeep.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { routes as checkRoutes } from '../checks/index.ts';
import { routes as supplierRoutes } from '../suppliers/index.ts';
import { overviewUpkeep, routes } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('the business manager’s first page', () => {
    let context: TestContext;
    let ask: AskRoutes;

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => [
        ...assetRoutes(context),
        ...checkRoutes(context),
        ...supplierRoutes(context),
        ...routes(context),
      ]);
    });
    const enter = (tag: string, more: object) =>
      ask('post', '/assets', { body: { tag, kind: 'camera', ...more } }) as Promise<Asset>;
    const page = (query: object = {}) => ask('get', '/upkeep', { query }) as Promise<Upkeep>;
    const said = async () => (await page()).needs.map(one => one.sentence);

    it('says nothing of a school that has nothing, and no figure of what is not known', async () => {
      const empty = await page();
      expect(empty.needs).to.deep.equal([]);
      expect(empty).to.include({ things: 0, cost: 0, value: 0 });
      expect(empty.completeness.percent).to.equal(null);
    });

    it('adds up what is known, counts what is not, and leaves out what is gone', async () => {
      await enter('A1', { purchaseDate: '2026-11-22', cost: 50_000 });
      await enter('A2', { cost: 10_000 });
      await enter('A3', { purchaseDate: '2020-01-01', cost: 99_900, state: 'lost', note: 'On the bus' });
      expect(await page()).to.include({ things: 2, cost: 60_000, value: 50_000, unvalued: 1 });
      const year = (await page()).years.find(one => one.now);
      expect(year).to.include({ name: '2026/27', bought: 1, spent: 50_000 });
      expect((await page({ start: 9 })).years.find(one => one.now)?.name).to.equal('2026/27');
    });

    it('names warranties that end, servers that nobody looked at, and that nothing was ever counted', async () => {
      await enter('A1', { warrantyEnd: '2026-12-24' });
      await enter('S1', { kind: 'server' });
      const needs = await said();
      expect(needs).to.include(
        'The warranty of 1 thing ends within 60 days: have faults mended before then.',
      );
      expect(needs.some(one => one.startsWith('Of 1 server it is not shown'))).to.equal(true);
      expect(needs).to.include('No stock-take has been signed yet.');
      expect((await page()).warranties.items.map(one => one.tag)).to.deep.equal(['A1']);
    });

    it('puts what failed its test before what is only due, and tells the technician of both', async () => {
      const check = (tag: string, more: object) =>
        ask('post', '/asset-checks', {
          body: {
            ...{ tags: [tag], kind: 'pat', doneOn: '2025-11-01', result: 'passed', doneBy: 'Volt' },
            ...{ nextOn: '2026-11-01', ...more },
          },
        });
      await enter('P1', { kind: 'projector' });
      await enter('P2', { kind: 'projector' });
      await check('P1', {});
      await check('P2', { result: 'failed', nextOn: null });
      const needs = (await page()).needs;
      expect(needs[0]).to.include({
        serious: true,
        sentence: '1 thing that did not pass the last electrical test (PAT) is still in use.',
      });
      expect(needs.map(one => one.sentence)).to.include('Electrical test (PAT) of 1 thing is overdue.');
      expect((await overviewUpkeep(context, context.schoolId)).map(one => one.sentence)).to.deep.equal([
        '1 thing that did not pass the last electrical test (PAT) is still in use.',
        'Electrical test (PAT) of 1 thing is overdue.',
      ]);
    });

    it('names suppliers without an agreement as serious', async () => {
      await ask('post', '/suppliers', {
        body: {
          ...{
            name: 'Cloudy',
            contact: '',
            phone: '',
            email: '',
            website: '',
            account: '',
            processor: 'yes',
          },
          ...{ agreementOn: null, agreementUntil: null, notes: '', endedOn: null },
        },
      });
      expect((await page()).needs[0]).to.include({ serious: true, detail: 'Cloudy' });
    });
  });
});
