import { expect } from 'chai';
import type { ImportCheck } from '../../../shared/protocol/api/asset-imports.ts';
import type { Asset, AssetHistoryEntry } from '../../../shared/protocol/api/assets.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as custodyRoutes } from '../custody/index.ts';
import type { Db } from '../database/index.ts';
import type { FileAnswer } from '../route.ts';
import { readSchool, routes as schoolRoutes } from '../schools/index.ts';
import { routes, seekAssets } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('a school’s own words for the states of its assets', () => {
    let db: Db;
    let context: TestContext;
    let ask: AskRoutes;

    const call = (words: object) => ask('patch', '/school/state-words', { body: words });
    const move = (asset: Asset, to: string, note = 'Because of a test') =>
      ask('post', '/assets/{id}/state', {
        params: { id: asset.id },
        body: { revision: asset.revision, to, note },
      }) as Promise<Asset>;
    const exported = async (as: string) =>
      String(((await ask('get', '/assets/export', { query: { as } })) as FileAnswer).bytes);
    let laptop: Asset;

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
      ask = askRoutes(context, () => [
        ...routes(context),
        ...schoolRoutes(context),
        ...custodyRoutes(context),
      ]);
      const body = { tag: 'LT-1', kind: 'laptop' };
      laptop = (await ask('post', '/assets', { body })) as Asset;
    });

    afterEach(() => db.destroy());

    it('stand wherever a state is shown, also in the history from before, and the state stays what it is', async () => {
      await call({ in_stock: 'Cupboard', in_repair: 'At the IT Hub', quarantined: 'Sealed' });
      const repaired = await move(laptop, 'in_repair');
      expect(repaired.state).to.equal('in_repair');
      const { items } = (await ask('get', '/assets/{id}/history', { params: { id: laptop.id } })) as {
        items: AssetHistoryEntry[];
      };
      expect(items.map(({ before, after }) => [before, after])).to.deep.equal([
        ['Cupboard', 'At the IT Hub'],
        [null, 'Cupboard'],
      ]);
      expect((await seekAssets(db, context.schoolId, 'LT-1', 5))[0]?.detail).to.equal(
        'Laptop · At the IT Hub',
      );
      expect(await exported('csv')).to.match(/LT-1.*At the IT Hub/);
      expect(await exported('snipe-it'))
        .to.match(/LT-1.*At the IT Hub/)
        .and.not.match(/Out for Repair/);
      expect((await ask.refused(move(repaired, 'collected'), 409)).detail).to.match(/with its papers/);
      expect((await ask.refused(move(repaired, 'ordered'), 409)).detail).to.match(
        /What is “at the IT Hub” cannot become “ordered”. Possible from here: “cupboard”/,
      );
      // The chain of custody is told from the history, which keeps the standard word.
      await move(repaired, 'quarantined');
      const chain = (await ask('get', '/assets/{id}/custody', { params: { id: laptop.id } })) as {
        items: { what: string }[];
      };
      expect(chain.items.map(one => one.what)).to.deep.equal(['begun']);
    });

    it('are understood in a spreadsheet beside the standard words, before what others mean by them', async () => {
      // “Deployed” is Snipe-IT’s word for what is in service.
      await call({ in_stock: 'Deployed', in_service: 'In use here' });
      const text =
        'Asset Tag,Status,Location\nA-1,deployed,Hall\nA-2, IN  use here,Hall\nA-3,In stock,Hall\nA-4,odd,Hall\n';
      const check = (await ask('post', '/assets/import/check', {
        upload: Buffer.from(text),
        query: { name: 'list.csv' },
      })) as ImportCheck;
      const words = Object.fromEntries(check.rows.map(row => [row.tag, row.words]));
      expect(words['A-1']).to.match(/, deployed\.$/);
      expect(words['A-2']).to.match(/, in use here\.$/);
      expect(words['A-3']).to.match(/, deployed\.$/);
      expect(words['A-4']).to.match(/Write one of .*“deployed”, “in use here”/);
      const back = (await ask('post', '/assets/import/check', {
        upload: Buffer.from(await exported('csv')),
        query: { name: 'list.csv' },
      })) as ImportCheck;
      expect(back.counts).to.deep.equal({ create: 0, change: 0, same: 1, rejected: 0 });
    });

    it('go back to the standard word, are in the log, and are refused where one would say two states', async () => {
      await call({ in_stock: 'Cupboard', lost: ' \u200b ' });
      await call({});
      const problem = await ask.refused(call({ in_service: 'CUPBOARD', ordered: 'Bought' }), 400);
      expect(problem.fields).to.have.keys('in_service', 'in_stock');
      expect((await readSchool(db, context.schoolId)).stateWords).to.include({
        in_stock: 'Cupboard',
        ordered: 'Ordered',
      });
      await call({ in_stock: '' });
      expect((await readSchool(db, context.schoolId)).stateWords.in_stock).to.equal('In stock');
      const told = await db
        .selectFrom('audit')
        .select('facts')
        .where('action', '=', 'school.state_words_changed')
        .orderBy('number')
        .execute();
      expect(told.map(one => JSON.parse(one.facts).changes)).to.deep.equal([
        '“In stock” is now “Cupboard”',
        '“Cupboard” is now “In stock”',
      ]);
    });
  });
});
