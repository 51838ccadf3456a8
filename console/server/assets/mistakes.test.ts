import { expect } from 'chai';
import type { AssetMistake } from '../../../shared/protocol/api/asset-mistakes.ts';
import type { Asset, AssetHistoryEntry } from '../../../shared/protocol/api/assets.ts';
import type { StockTake, StockTakeItem } from '../../../shared/protocol/api/stock-takes.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as checkRoutes } from '../checks/index.ts';
import { type Db, tablesOf } from '../database/index.ts';
import { routes as loanRoutes } from '../loans/index.ts';
import { letGo, routes as stockTakeRoutes } from '../stock-takes/index.ts';
import { routes } from './index.ts';
import { behind } from './mistakes.ts';

forEachDatabase((_engine, open) => {
  describe('an asset that was entered by mistake', () => {
    let db: Db;
    let context: TestContext;
    let ask: AskRoutes;
    let twice: Asset;

    const params = () => ({ id: twice.id });
    const read = (id: string) => ask('get', '/assets/{id}', { params: { id } }) as Promise<Asset>;
    const enter = (tag: string, more: object = {}) =>
      ask('post', '/assets', { body: { tag, kind: 'laptop', ...more } }) as Promise<Asset>;
    const takeOut = async (because = 'It is LT-1 again') =>
      ask('post', '/assets/{id}/mistake', {
        params: params(),
        body: { revision: (await read(twice.id)).revision, because },
      });
    const against = async () =>
      ((await ask('get', '/assets/{id}/mistake', { params: params() })) as { against: string[] }).against;
    const mistakes = async () => ((await ask('get', '/assets/mistakes')) as { items: AssetMistake[] }).items;
    const tags = async () => ((await ask('get', '/assets')) as { items: Asset[] }).items.map(one => one.tag);
    const move = async (to: string, note = 'In a test') =>
      ask('post', '/assets/{id}/state', {
        params: params(),
        body: { revision: (await read(twice.id)).revision, to, note, location: 'Hall' },
      });

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
      ask = askRoutes(context, () =>
        [() => routes(context, letGo(context)), checkRoutes, loanRoutes, stockTakeRoutes].flatMap(room =>
          room(context),
        ),
      );
      await enter('LT-1');
      twice = await enter('LT-1B', { serial: 'S1', holder: 'Ann Ash', cost: 40_000 });
    });

    afterEach(() => db.destroy());

    it('leaves the register with its reason, frees its tag, and its history and the log keep it', async () => {
      // Between states that say nothing was done with it, it may have been moved.
      await move('in_service');
      expect(await against()).to.deep.equal([]);
      await takeOut();
      expect(await tags()).to.deep.equal(['LT-1']);
      const gone = await ask.refused(read(twice.id), 404);
      expect(gone.code).to.equal('asset.taken_out');
      expect(gone.detail).to.match(/took “LT-1B” out .*“It is LT-1 again”/);
      const [kept, ...others] = await mistakes();
      expect(others).to.deep.equal([]);
      expect(kept).to.deep.include({
        tag: 'LT-1B',
        serial: 'S1',
        because: 'It is LT-1 again',
        state: 'in_service',
      });
      expect(kept?.history.map(line => line.what)).to.have.members([
        'Location',
        'State',
        'Entered in the register',
      ]);
      const log = await db
        .selectFrom('audit')
        .select(['action', 'facts'])
        .orderBy('number', 'desc')
        .executeTakeFirst();
      expect(log?.action).to.equal('asset.taken_out');
      expect(JSON.parse(log?.facts ?? '')).to.deep.equal({ tag: 'LT-1B', because: 'It is LT-1 again' });
      await enter('LT-1B');
      const taken = await ask.refused(
        ask('post', '/assets/mistakes/{id}/put-back', { params: params() }),
        409,
      );
      expect(taken.code).to.equal('asset.tag_taken');
    });

    it('comes back as it was when it was no mistake', async () => {
      const before = await read(twice.id);
      await takeOut();
      await ask('post', '/assets/mistakes/{id}/put-back', { params: params() });
      const after = await read(twice.id);
      expect(after.values).to.deep.equal(before.values);
      expect(after.revision).to.equal(before.revision + 1);
      const { items } = (await ask('get', '/assets/{id}/history', { params: params() })) as {
        items: AssetHistoryEntry[];
      };
      expect(items.map(line => line.what).sort()).to.deep.equal([
        'Entered in the register',
        'Put back in the register',
        'Taken out, entered by mistake',
      ]);
      expect(await mistakes()).to.deep.equal([]);
      await ask.refused(ask('post', '/assets/mistakes/{id}/put-back', { params: params() }), 404);
    });

    it('stays where anything was done with it, and says what', async () => {
      const { id, tag } = twice;
      await ask('post', '/asset-sets', { body: { name: 'Trolley 1', note: '', assetIds: [id] } });
      await ask('post', '/asset-checks', {
        body: {
          ...{ tags: [tag], kind: 'pat', doneOn: '2026-09-01', result: 'passed', doneBy: 'Ann', note: '' },
          nextOn: null,
        },
      });
      const take = (await ask('post', '/stock-takes', { body: { name: 'Autumn', places: [] } })) as StockTake;
      await ask('post', '/stock-takes/{id}/finish', { params: { id: take.id }, body: { note: '' } });
      await move('lost', 'Last seen in the hall');
      await move('in_stock', 'Found');
      expect(await against()).to.deep.equal([
        behind.asset_set_member,
        behind.stock_take_item,
        behind.asset_check,
        'It was moved to “lost”',
      ]);
      const refused = await ask.refused(takeOut(), 409);
      expect(refused.code).to.equal('asset.no_mistake');
      expect(refused.detail).to.match(/belongs to a set.*A test or maintenance.*moved to “lost”/);
      expect(await tags()).to.include(tag);
    });

    it('leaves an open stock-take that has not seen it, which says so in the log; what was seen stays', async () => {
      const begun = (await ask('post', '/stock-takes', {
        body: { name: 'Autumn', places: [] },
      })) as StockTake;
      const take = async (path: string, body?: object) =>
        (await ask(body === undefined ? 'get' : 'post', `/stock-takes/{id}${path}`, {
          ...{ params: { id: begun.id }, body },
        })) as StockTake;
      const scan = (code: string) => take('/scan', { code, place: null });
      expect(await against()).to.deep.equal([]);
      await scan('LT-1B');
      expect(await against()).to.deep.equal([behind.stock_take_item]);
      const seen = (await ask('get', '/stock-takes/{id}/items', {
        params: { id: begun.id },
        query: { outcome: 'found' },
      })) as { items: StockTakeItem[] };
      await take('/tick', { itemId: seen.items[0]?.id, seen: false });
      await takeOut();
      expect((await take('')).counts).to.deep.include({ expected: 1, pending: 1 });
      const said = await db
        .selectFrom('audit')
        .select('facts')
        .where('action', '=', 'stock_take.let_go')
        .execute();
      expect(said.map(one => JSON.parse(one.facts))).to.deep.equal([{ tag: 'LT-1B', name: 'Autumn' }]);
      await ask('post', '/assets/mistakes/{id}/put-back', { params: params() });
      expect(await scan('LT-1B')).to.include({ outcome: 'unexpected' });
    });

    it('is asked of every table that names an asset', async () => {
      const naming = (await tablesOf(db)).filter(({ columns }) => columns.includes('asset_id'));
      expect(naming.map(one => one.table)).to.have.members([
        ...[...Object.keys(behind), 'asset_history'],
        // What an import did to it is no more than how it came.
        'asset_import_row',
      ]);
    });

    it('is not taken out of what somebody else has changed meanwhile, nor without a reason', async () => {
      const body = { revision: 7, because: 'It is LT-1 again' };
      const refused = await ask.refused(ask('post', '/assets/{id}/mistake', { params: params(), body }), 409);
      expect(refused.code).to.equal('asset.changed_meanwhile');
      const noReason = await takeOut(' ').catch((error: unknown) => error);
      expect(noReason).to.be.an('error');
      await takeOut();
      const other = { id: 'elsewhere', name: 'Elsewhere', time_zone: 'Europe/London', created_at: 1 };
      await db.insertInto('school').values(other).execute();
      const stranger = { ...context.by, schoolId: other.id };
      const elsewhere = (await ask('get', '/assets/mistakes', { as: stranger })) as { items: unknown[] };
      expect(elsewhere.items).to.deep.equal([]);
    });
  });
});
