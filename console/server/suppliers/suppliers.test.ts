import { expect } from 'chai';
import type { Supplier } from '../../../shared/protocol/api/suppliers.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { routes, supplierMatters } from './index.ts';

const plain = {
  ...{ name: 'Northern IT', contact: '', phone: '', email: '', website: '', account: '', processor: 'no' },
  ...{ agreementOn: null, agreementUntil: null, notes: '', endedOn: null },
};
const line = {
  ...{ title: 'Leased line', kind: 'internet', reference: '', startsOn: '2024-04-01', endsOn: '2027-03-31' },
  ...{ noticeDays: 90, renews: true, yearlyCost: 240_000, notes: '', endedOn: null },
};
type List = { items: Supplier[]; unlisted: { name: string; assets: number }[] };

forEachDatabase((_engine, open) => {
  describe('suppliers and contracts', () => {
    let context: TestContext;
    let ask: AskRoutes;

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => [...assetRoutes(context), ...routes(context)]);
    });
    const enter = (more: object = {}) =>
      ask('post', '/suppliers', { body: { ...plain, ...more } }) as Promise<List>;
    const first = async () => ((await ask('get', '/suppliers')) as List).items[0] as Supplier;
    const change = async (more: object) => {
      const { id, revision } = await first();
      return ask('put', '/suppliers/{id}', { params: { id }, body: { ...plain, revision, ...more } });
    };
    const agree = async (more: object = {}) =>
      ask('post', '/suppliers/{id}/contracts', {
        params: { id: (await first()).id },
        body: { ...line, ...more },
      });
    const logged = async (action: string) =>
      (await context.db.selectFrom('audit').select('facts').where('action', '=', action).execute()).map(row =>
        JSON.parse(row.facts),
      );

    it('count the assets that name them in whatever case, and name those that nobody entered', async () => {
      for (const [tag, supplier] of Object.entries({ A1: 'northern it', A2: 'Northern IT', A3: 'Curry’s' }))
        await ask('post', '/assets', { body: { tag, kind: 'camera', supplier } });
      const { items, unlisted } = await enter();
      expect(items[0]?.assets).to.equal(2);
      expect(unlisted).to.deep.equal([{ name: 'Curry’s', assets: 1 }]);
    });

    it('are entered once under one name, in any case', async () => {
      await enter();
      expect((await ask.refused(enter({ name: 'NORTHERN it' }), 409)).fields).to.have.key('name');
    });

    it('that handle personal data need an agreement in force; that nobody asked is said, too', async () => {
      await enter({ processor: 'unknown' });
      expect((await first()).problems[0]).to.contain('Nobody has said');
      await change({ processor: 'yes' });
      expect((await first()).problems[0]).to.contain('no data processing agreement');
      await change({ processor: 'yes', agreementOn: '2024-01-01', agreementUntil: '2026-11-21' });
      expect((await first()).problems[0]).to.contain('ran out on 21 Nov 2026');
      expect((await supplierMatters(context, context.schoolId)).unagreed).to.deep.equal(['Northern IT']);
      await change({ processor: 'yes', agreementOn: '2024-01-01', agreementUntil: '2026-11-22' });
      expect((await first()).problems).to.deep.equal([]);
    });

    it('are never overwritten by somebody who looked earlier, and what changed is in the log', async () => {
      await enter();
      const { id } = await first();
      await change({ phone: '01234 567' });
      const late = ask('put', '/suppliers/{id}', { params: { id }, body: { ...plain, revision: 1 } });
      expect((await ask.refused(late, 409)).code).to.equal('supplier.changed_meanwhile');
      expect((await logged('supplier.changed'))[0].changes).to.equal('telephone from nothing to 01234 567');
    });

    it('have contracts to decide about from 90 days before notice has to be given', async () => {
      await enter();
      await agree();
      const standing = async () => (await first()).contracts[0];
      // Notice by 31 December, which is 39 days off.
      expect(await standing()).to.include({ standing: 'soon', decideBy: '2026-12-31' });
      expect((await standing())?.said).to.contain('notice has to be given by 31 Dec 2026');
      context.clock.at = Date.UTC(2026, 9, 2, 12);
      expect(await standing()).to.include({ standing: 'soon' });
      context.clock.at = Date.UTC(2026, 9, 1, 12);
      expect(await standing()).to.include({ standing: 'runs', said: null });
      context.clock.at = Date.UTC(2027, 3, 1, 12);
      expect(await standing()).to.include({ standing: 'over' });
      expect((await supplierMatters(context, context.schoolId)).contracts[0]).to.include({
        title: 'Leased line',
        over: true,
        yearlyCost: 240_000,
      });
    });

    it('have contracts that are changed and ended with a line in the log', async () => {
      await enter();
      await agree();
      const [one] = (await first()).contracts;
      const body = { ...line, revision: one?.revision, yearlyCost: 300_000, endedOn: '2026-11-01' };
      await ask('put', '/contracts/{id}', { params: { id: one?.id ?? '' }, body });
      expect((await first()).contracts[0]).to.include({ standing: 'ended', yearlyCost: 300_000 });
      expect((await logged('contract.changed'))[0].changes).to.equal(
        'cost a year from £2,400.00 to £3,000.00; ended from nothing to 1 Nov 2026',
      );
    });

    it('refuse a contract that ends before it starts, and notice of what has no end', async () => {
      await enter();
      expect((await ask.refused(agree({ endsOn: '2024-03-31' }), 400)).fields).to.have.key('endsOn');
      expect((await ask.refused(agree({ endsOn: null }), 400)).fields).to.have.key('endsOn');
    });
  });
});
