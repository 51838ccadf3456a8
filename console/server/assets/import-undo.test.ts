import { expect } from 'chai';
import {
  type AssetImport,
  type ImportCheck,
  type ImportUndone,
  sayCounts,
  sayMapping,
} from '../../../shared/protocol/api/asset-imports.ts';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import type { Db } from '../database/index.ts';
import { routes as loanRoutes } from '../loans/index.ts';
import type { FileAnswer } from '../route.ts';
import { routes } from './index.ts';
import { behind } from './mistakes.ts';

forEachDatabase((_engine, open) => {
  describe('undoing an import', () => {
    let db: Db;
    let context: TestContext;
    let ask: AskRoutes;

    async function bring(file: string, name = 'list.csv') {
      const seen = (await ask('post', '/assets/import/check', {
        upload: Buffer.from(file),
        query: { name },
      })) as ImportCheck;
      const columns = sayMapping(
        Object.fromEntries(
          seen.columns.flatMap(({ target }, at) => (target === null ? [] : [[String(at), target]])),
        ),
      );
      const query = { name, columns, expected: sayCounts(seen.counts) };
      const { bytes } = (await ask('post', '/assets/import', {
        upload: Buffer.from(file),
        query,
      })) as FileAnswer;
      for await (const _ of bytes as AsyncIterable<string>);
    }
    const imports = async () => ((await ask('get', '/assets/imports')) as { items: AssetImport[] }).items;
    const undo = async (id?: string) => {
      const params = { id: id ?? (await imports())[0]?.id };
      return (await ask('post', '/assets/imports/{id}/undo', { params })) as ImportUndone;
    };
    const all = async () => ((await ask('get', '/assets')) as { items: Asset[] }).items;
    const asset = async (tag: string) => {
      const row = (await all()).find(one => one.tag === tag);
      if (row === undefined) throw new Error(`no ${tag}`);
      return (await ask('get', '/assets/{id}', { params: { id: row.id } })) as Asset;
    };
    const enter = (tag: string, more: object = {}) =>
      ask('post', '/assets', { body: { tag, kind: 'laptop', ...more } }) as Promise<Asset>;
    const patch = ({ id, revision }: Asset, body: object) =>
      ask('patch', '/assets/{id}', { params: { id }, body: { revision, ...body } });

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
      ask = askRoutes(context, () => [...routes(context), ...loanRoutes(context)]);
    });

    afterEach(() => db.destroy());

    it('takes back every row to which nothing was done since, and names the others', async () => {
      await enter('OLD-1', { location: 'Hall', holder: 'Ann Ash', cost: 12_000 });
      await enter('OLD-2', { location: 'Hall' });
      const text = 'Asset Tag,Location,Assigned To,Purchase Cost\nOLD-1,Office,Bo Birch,99\nOLD-2,Office,,\n';
      await bring(`${text}NEW-1,Office,,\nNEW-2,Office,,\nNEW-3,Office,,\n`);
      expect((await asset('OLD-1')).values).to.include({
        location: 'Office',
        holder: 'Bo Birch',
        cost: 9_900,
      });
      expect((await imports())[0]).to.include({ file: 'list.csv', entered: 3, changed: 2, undone: null });
      await patch(await asset('OLD-2'), { name: 'Spare' });
      await patch(await asset('NEW-2'), { name: 'Spare' });
      const assetIds = [(await asset('NEW-3')).id];
      await ask('post', '/asset-sets', { body: { name: 'Trolley 1', note: '', assetIds } });
      const { named, ...counts } = await undo();
      expect(counts).to.deep.equal({ takenOut: 1, changedBack: 1, stayed: 3 });
      expect(named.map(({ tag, why }) => [tag, why])).to.have.deep.members([
        ['NEW-2', 'It was changed since'],
        ['NEW-3', behind.asset_set_member],
        ['OLD-2', 'It was changed since'],
      ]);
      expect((await all()).map(one => one.tag)).to.have.members(['OLD-1', 'OLD-2', 'NEW-2', 'NEW-3']);
      const back = await asset('OLD-1');
      expect(back.values).to.include({ location: 'Hall', holder: 'Ann Ash', cost: 12_000 });
      const history = (await ask('get', '/assets/{id}/history', { params: { id: back.id } })) as {
        items: { what: string; before: string; after: string; note: string }[];
      };
      expect(history.items.map(({ what, after, note }) => [what, after, note])).to.deep.include([
        'Location',
        'Hall',
        'The import of “list.csv” was undone',
      ]);
      const kept = (await ask('get', '/assets/mistakes')) as { items: { tag: string; because: string }[] };
      expect(kept.items.map(({ tag, because }) => [tag, because])).to.deep.equal([
        ['NEW-1', 'The import of “list.csv” was undone'],
      ]);
      expect((await imports())[0]?.undone?.by).to.equal(context.by.name);
      expect(await ask.refused(undo(), 409)).to.include({ code: 'asset_import.undone' });
      expect(await db.selectFrom('asset_import_row').selectAll().execute()).to.deep.equal([]);
    });

    it('gives no tag back that another thing has by now', async () => {
      await enter('A-1', { serial: 'S1' });
      await bring('Asset Tag,Serial\nB-1,S1\n');
      expect((await asset('B-1')).serial).to.equal('S1');
      await enter('A-1', { serial: 'S2' });
      const { changedBack, named } = await undo();
      expect(changedBack).to.equal(0);
      expect(named[0]?.why).to.equal('Another thing has the tag “A-1” now');
    });

    it('is possible for thirty days, keeps nothing longer, and is only of one’s own school', async () => {
      await bring('Asset Tag,Location\nA-1,Hall\n', 'first.csv');
      const first = (await imports())[0];
      expect(first?.undoableUntil).to.equal((first?.at ?? 0) + 30 * 24 * 3600_000);
      const stranger = { ...context.by, schoolId: 'elsewhere' };
      const params = { id: first?.id };
      const refused = await ask.refused(
        ask('post', '/assets/imports/{id}/undo', { params, as: stranger }),
        404,
      );
      expect(refused).to.include({ code: 'asset_import.not_found' });
      context.clock.at += 31 * 24 * 3600_000;
      expect((await imports())[0]?.undoableUntil).to.equal(null);
      expect(await ask.refused(undo(first?.id), 409)).to.include({ code: 'asset_import.old' });
      await bring('Asset Tag,Location\nA-2,Hall\n', 'second.csv');
      const rows = await db.selectFrom('asset_import_row').select('import_id').execute();
      expect(rows.map(one => one.import_id)).to.deep.equal([(await imports())[0]?.id]);
      // What changes nothing is no import to undo.
      await bring('Asset Tag,Location\nA-2,Hall\n', 'third.csv');
      expect((await imports()).map(one => one.file)).to.deep.equal(['second.csv', 'first.csv']);
    });
  });
});
