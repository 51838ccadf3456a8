import { expect } from 'chai';
import type { AssetCheck, DueChecks } from '../../../shared/protocol/api/asset-checks.ts';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { checkMatters, routes } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('tests and maintenance', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let projector: Asset;

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => [...assetRoutes(context), ...routes(context)]);
      projector = await enter('GP-001', { kind: 'projector', name: 'Hall projector' });
    });
    const enter = (tag: string, more: object) =>
      ask('post', '/assets', { body: { tag, kind: 'camera', ...more } }) as Promise<Asset>;
    const look = (more: object = {}) =>
      ask('post', '/asset-checks', {
        body: {
          ...{ tags: ['gp-001'], kind: 'pat', doneOn: '2026-11-20', result: 'passed' },
          ...{ doneBy: 'Volt & Sons', nextOn: '2028-11-20', ...more },
        },
      });
    const checks = async () =>
      ((await ask('get', '/assets/{id}/checks', { params: { id: projector.id } })) as { items: AssetCheck[] })
        .items;
    const due = (query: object = {}) => ask('get', '/asset-checks', { query }) as Promise<DueChecks>;
    const tags = (answer: DueChecks) => answer.items.map(one => one.tag);

    it('are entered for many things at once, by the tags on their labels', async () => {
      await enter('GP 002', { kind: 'screen' });
      expect(await look({ tags: ['GP-001', 'gp002'] })).to.deep.equal({ count: 2 });
      const [entry] = await checks();
      expect(entry).to.include({ kind: 'pat', result: 'passed', doneBy: 'Volt & Sons', isLast: true });
    });

    it('are entered for all or for none, and name the tags that nothing has', async () => {
      const error = await ask.refused(look({ tags: ['GP-001', 'GP-999'] }), 400);
      expect(error.fields?.tags).to.equal('Nothing in the register has this tag: GP-999');
      expect(await checks()).to.deep.equal([]);
    });

    it('are refused for a day to come, and when they would be due before they were done', async () => {
      expect((await ask.refused(look({ doneOn: '2026-11-23' }), 400)).fields).to.have.key('doneOn');
      expect((await ask.refused(look({ nextOn: '2026-11-20' }), 400)).fields).to.have.key('nextOn');
    });

    it('are due 60 days before their day and overdue after it; only the newest counts', async () => {
      await look({ nextOn: '2027-01-21' });
      expect((await due()).items[0]).to.include({ tag: 'GP-001', what: 'Hall projector', days: 60 });
      context.clock.at += 24 * 3600_000 * 61;
      expect((await due()).items[0]?.days).to.equal(-1);
      expect((await due()).counts[0]).to.deep.equal({ kind: 'pat', over: 1, soon: 0, failed: 0, never: 0 });
      await look({ doneOn: '2027-01-22', nextOn: '2029-01-22' });
      expect(tags(await due())).to.deep.equal([]);
      // What was done before and is entered late does not take its place.
      await look({ doneOn: '2025-01-22', nextOn: '2026-01-22' });
      expect(tags(await due())).to.deep.equal([]);
    });

    it('that failed are said while the thing is in use, and no longer once it is put away', async () => {
      await look({ result: 'failed' });
      expect(tags(await due({ view: 'failed' }))).to.deep.equal(['GP-001']);
      await ask('post', '/assets/{id}/state', {
        params: { id: projector.id },
        body: { revision: projector.revision, to: 'quarantined', note: 'Failed its test' },
      });
      expect((await due({ view: 'failed' })).items).to.deep.equal([]);
      expect((await checkMatters(context, context.schoolId))[0]?.failed).to.equal(0);
    });

    it('that were never written down are asked of what is plugged in, and passcodes of tablets', async () => {
      await enter('T1', { kind: 'tablet' });
      expect(tags(await due({ view: 'never' }))).to.deep.equal(['GP-001']);
      expect(tags(await due({ view: 'never', kind: 'passcode' }))).to.deep.equal(['T1']);
      await look();
      expect((await due({ view: 'never' })).total).to.equal(0);
    });

    it('that were entered wrongly are withdrawn with a reason, stay readable, and the one before counts again', async () => {
      await look({ doneOn: '2025-11-20', nextOn: '2026-11-20' });
      await look({ doneOn: '2026-11-20', nextOn: '2028-11-20' });
      const [wrong] = await checks();
      const params = { id: wrong?.id ?? '' };
      await ask('post', '/asset-checks/{id}/withdraw', { params, body: { why: 'Another projector' } });
      const after = await checks();
      expect(after.map(one => [one.doneOn, one.isLast])).to.deep.equal([
        ['2026-11-20', false],
        ['2025-11-20', true],
      ]);
      expect(after[0]?.withdrawn).to.include({ why: 'Another projector' });
      expect(tags(await due())).to.deep.equal(['GP-001']);
      await ask.refused(ask('post', '/asset-checks/{id}/withdraw', { params, body: { why: 'x' } }), 409);
    });
  });
});
