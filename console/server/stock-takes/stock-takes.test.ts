import { randomUUIDv7 } from 'node:crypto';
import { rmSync } from 'node:fs';
import { expect } from 'chai';
import type { AssetFile } from '../../../shared/protocol/api/asset-files.ts';
import type { Asset } from '../../../shared/protocol/api/assets.ts';
import type { Promises } from '../../../shared/protocol/api/overview.ts';
import type { StockTake, StockTakeItem } from '../../../shared/protocol/api/stock-takes.ts';
import type { Upkeep } from '../../../shared/protocol/api/upkeep.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { begunByLinkOf } from '../../../test/support/begun-by-link.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPicture } from '../../../test/support/disposal-world.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { createAccount } from '../accounts/people.ts';
import { routes as assetFileRoutes } from '../asset-files/index.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { insertDevice } from '../devices/index.ts';
import { ensureGroup } from '../groups/index.ts';
import { readPdfPage } from '../pdf/index.ts';
import { routes as promiseRoutes } from '../promises/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { routes as upkeepRoutes } from '../upkeep/index.ts';
import { routes, takeMatters } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('a stock-take', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let head: Caller;
    let helper: Caller;

    const enter = (tag: string, location: string, more: object = {}) =>
      ask('post', '/assets', { body: { tag, kind: 'camera', location, ...more } }) as Promise<Asset>;
    const begin = (places: string[]) =>
      ask('post', '/stock-takes', { body: { name: 'Autumn', places } }) as Promise<StockTake>;
    const step = (take: StockTake, verb: string, body: object = {}, as?: Caller) =>
      ask('post', `/stock-takes/{id}/${verb}`, {
        params: { id: take.id },
        body,
        ...(as && { as }),
      }) as Promise<StockTake>;
    const scan = (take: StockTake, code: string, place: string | null = null, as?: Caller) =>
      step(take, 'scan', { code, place }, as) as unknown as Promise<{ outcome: string; words: string }>;
    const items = async (take: StockTake, outcome: string) =>
      (
        (await ask('get', '/stock-takes/{id}/items', {
          params: { id: take.id },
          query: { outcome },
        })) as { items: StockTakeItem[] }
      ).items;
    const read = (take: StockTake) =>
      ask('get', '/stock-takes/{id}', { params: { id: take.id } }) as Promise<StockTake>;

    async function aDevice(last_seen_at: number) {
      const id = randomUUIDv7();
      const groupId = (await ensureGroup(context.db, context.schoolId, context.now())).id;
      await insertDevice(context.db, context.now(), {
        ...{ id, schoolId: context.schoolId, groupId, codeId: null, previousDeviceId: null, publicKey: id },
        ...{ name: 'Laptop', system: 'Debian 12', approvedBy: 'a test' },
      });
      await context.db.updateTable('device').set({ last_seen_at }).where('id', '=', id).execute();
      return id;
    }

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () =>
        [routes, assetRoutes, assetFileRoutes, upkeepRoutes, promiseRoutes].flatMap(room => room(context)),
      );
      head = { ...context.by, id: 'person:head', name: 'Hattie Head', role: 'headteacher' };
      helper = { ...context.by, id: 'person:helper', name: 'Hugo Helper' };
      await enter('A1', 'Room 4', { state: 'in_service' });
      await enter('A2', 'Room 4');
      await enter('B1', 'Hall');
      await enter('C1', 'Office');
      await enter('L1', 'Room 4', { state: 'lost', note: 'in June' });
    });

    it('expects what the register has in its places, without what is lost or lent', async () => {
      const take = await begin(['Room 4', 'Hall']);
      expect(take.counts).to.deep.include({ expected: 3, pending: 3 });
      expect((await items(take, 'pending')).map(one => one.tag)).to.deep.equal(['A1', 'A2', 'B1']);
      expect((await begin([])).counts.expected).to.equal(4);
      const nothing = await ask.refused(begin(['Cellar']), 409);
      expect(nothing.code).to.equal('stock_take.nothing');
    });

    it('tells found, moved, unexpected, unknown and again apart, and keeps who saw what', async () => {
      const take = await begin(['Room 4', 'Hall']);
      expect((await scan(take, 'a 1', 'Room 4')).outcome).to.equal('found');
      expect((await scan(take, 'A1', 'Room 4', helper)).outcome).to.equal('again');
      expect(await scan(take, 'A2', 'Hall', helper)).to.deep.include({
        outcome: 'moved',
        words: 'A2 belongs in Room 4',
      });
      expect((await scan(take, 'C1', 'Hall')).words).to.equal('C1 belongs in Office');
      expect((await scan(take, 'L1', 'Hall')).words).to.equal('L1 is “lost” in the register');
      expect((await scan(take, 'nobody-knows', 'Hall')).outcome).to.equal('unknown');
      await ask.refused(scan(take, 'A1', 'Cellar'), 400);
      const now = await read(take);
      expect(now.counts).to.deep.equal({
        expected: 3,
        pending: 1,
        missing: 0,
        found: 1,
        moved: 1,
        unexpected: 2,
        unknown: 1,
      });
      expect(now.people.map(one => one.name)).to.include('Hugo Helper');
      expect(now.unknown[0]).to.deep.include({ code: 'nobody-knows', place: 'Hall' });
    });

    it('ticks by eye and takes it back', async () => {
      const take = await begin(['Hall']);
      const [item] = await items(take, 'pending');
      await step(take, 'tick', { itemId: item?.id, seen: true });
      expect((await items(take, 'found'))[0]).to.deep.include({ tag: 'B1', how: 'tick' });
      await step(take, 'tick', { itemId: item?.id, seen: false });
      expect((await read(take)).counts).to.deep.include({ found: 0, pending: 1 });
      await scan(take, 'C1');
      const [stray] = await items(take, 'unexpected');
      await step(take, 'tick', { itemId: stray?.id, seen: false });
      expect((await read(take)).counts.unexpected).to.equal(0);
    });

    it('keeps a note and a photo of a thing until it is signed, and says when its agent was heard, in the list and the report', async () => {
      const data = scratchFolder('caretaker-stock-takes-');
      context = { ...context, config: { ...context.config, data } };
      const heardAt = context.now() - 3 * 86_400_000;
      await enter('N1', 'Hall', { kind: 'laptop', deviceId: await aDevice(heardAt) });
      const take = await begin(['Hall']);
      const itemId = (await items(take, 'pending'))[0]?.id ?? '';
      const note = (text: string) => step(take, 'note', { itemId, note: text });
      const photo = (bytes: Buffer) =>
        ask('post', '/stock-takes/{id}/photos', {
          ...{ params: { id: take.id }, query: { itemId, name: 'lid.png' }, upload: bytes },
        });
      await note('wrong');
      await note('The lid is cracked');
      await ask.refused(photo(Buffer.from('#!/bin/sh\nrm')), 400);
      await photo(aPicture());
      await ask.refused(step(take, 'note', { itemId: 'none', note: 'x' }), 404);
      await step(take, 'finish');
      const [one, laptop] = await items(take, 'missing');
      expect([one?.agentSeenAt, laptop?.tag, laptop?.agentSeenAt]).to.deep.equal([null, 'N1', heardAt]);
      expect(one?.note).to.equal('The lid is cracked');
      expect(one?.photos.map(({ name }) => name)).to.deep.equal(['lid.png']);
      const files = (await ask('get', '/assets/{id}/files', { params: { id: one?.assetId } })) as {
        items: AssetFile[];
      };
      expect(files.items.map(({ id, caption }) => ({ id, caption }))).to.deep.equal([
        { id: one?.photos[0]?.id, caption: 'Stock-take “Autumn”' },
      ]);
      const { bytes } = (await ask('get', '/stock-takes/{id}/report', {
        params: { id: take.id },
      })) as FileAnswer;
      const read = (await readPdfPage(bytes as Buffer))?.map(({ text }) => text).join(' ');
      expect(read).to.match(/The\s+lid\s+is\s+cracked/);
      expect(read).to.match(/Seen\s+by\s+nobody;\s+its\s+agent\s+was\s+heard\s+19\s+Nov\s+2026/);
      await step(take, 'sign', {}, head);
      await ask.refused(note('later'), 409);
      await ask.refused(photo(aPicture()), 409);
      await ask('delete', '/asset-files/{id}', { params: { id: one?.photos[0]?.id ?? '' } });
      expect((await items(take, 'missing'))[0]?.photos).to.deep.equal([]);
      rmSync(data, { recursive: true });
    });

    it('is finished, opened again, and signed only by somebody who did not count', async () => {
      const take = await begin(['Room 4', 'Hall']);
      await scan(take, 'A1', 'Room 4');
      await scan(take, 'A2', 'Hall', helper);
      await scan(take, 'C1', 'Hall', helper);
      await ask.refused(step(take, 'sign', {}, head), 409);
      await step(take, 'finish', { note: 'Half term' });
      expect((await items(take, 'missing')).map(one => one.tag)).to.deep.equal(['B1']);
      await step(take, 'reopen');
      expect((await items(take, 'pending')).map(one => one.tag)).to.deep.equal(['B1']);
      await step(take, 'finish');
      await ask.refused(step(take, 'sign'), 409);
      expect((await ask.refused(step(take, 'sign', {}, helper), 409)).detail).to.match(/counted some of it/);
      const signed = await step(take, 'sign', {}, head);
      expect(signed).to.deep.include({ status: 'signed', signedBy: 'Hattie Head' });
      await ask.refused(scan(take, 'B1'), 409);
      const places = ((await ask('get', '/assets')) as { items: Asset[] }).items.map(
        one => `${one.tag} ${one.location}`,
      );
      expect(places).to.deep.equal(['A1 Room 4', 'A2 Hall', 'B1 Hall', 'C1 Hall', 'L1 Room 4']);
    });

    it('is signed by nobody who came in by a link of whoever counted, and by no token', async () => {
      const made = await createAccount(context, context.by, {
        ...{ name: 'Hazel Head', email: 'h@s.example', role: 'headteacher' },
      });
      const { person_id: id } = await context.db
        .selectFrom('account')
        .select('person_id')
        .where('id', '=', made.id)
        .executeTakeFirstOrThrow();
      const take = await begin(['Room 4']);
      await scan(take, 'A1', 'Room 4', helper);
      await step(take, 'finish');
      const through = await begunByLinkOf(context, { ...head, id: `person:${id}` }, helper.id);
      expect((await ask.refused(step(take, 'sign', {}, through), 409)).detail).to.include('made the link');
      const token = { ...head, id: 'token:1' };
      expect((await ask.refused(step(take, 'sign', {}, token), 409)).detail).to.include('A person has to');
      await step(take, 'sign', {}, head);
      const behind = await begin(['Hall']);
      const counter = await begunByLinkOf(context, { ...helper, id: `person:${id}` }, head.id);
      await scan(behind, 'B1', 'Hall', counter);
      await step(behind, 'finish');
      expect((await ask.refused(step(behind, 'sign', {}, head), 409)).detail).to.include(
        'made the link by which whoever asked came in',
      );
      await step(behind, 'sign', {}, { ...head, id: 'person:another' });
    });

    it('goes on saying what it did not find, until the register says otherwise or another one finds it', async () => {
      await enter('D1', 'Hall', { kind: 'audio' });
      const signed = async (seen: readonly string[]) => {
        context.clock.at += 60_000;
        const take = await begin(['Room 4', 'Hall']);
        for (const tag of seen) await scan(take, tag, tag.startsWith('A') ? 'Room 4' : 'Hall');
        context.clock.at += 60_000;
        await step(take, 'finish', { note: '' });
        return step(take, 'sign', {}, head);
      };
      const unfound = async () => (await takeMatters(context, context.schoolId)).unfound;
      const first = await signed(['A1', 'D1']);
      expect(await unfound()).to.deep.equal([{ id: first.id, name: 'Autumn', things: 2, keepsData: true }]);
      const [missing] = await items(first, 'missing');
      context.clock.at += 60_000;
      const { revision } = (await ask('get', '/assets/{id}', {
        params: { id: missing?.assetId ?? '' },
      })) as Asset;
      await ask('post', '/assets/{id}/state', {
        params: { id: missing?.assetId ?? '' },
        body: { revision, to: 'lost', note: 'not found in the count' },
      });
      expect((await unfound())[0]).to.include({ things: 1 });
      const { needs } = (await ask('get', '/upkeep')) as Upkeep;
      expect(needs.find(one => one.action.to === `/stock-takes/${first.id}`)).to.deep.include({
        serious: true,
        sentence:
          '1 thing that the stock-take “Autumn” did not find stands in the register as if it were there.',
      });
      const second = await signed(['A1', 'B1']);
      expect(await unfound()).to.deep.equal([{ id: second.id, name: 'Autumn', things: 1, keepsData: false }]);
    });

    it('tells by letter whoever may sign it, none of whom counted', async () => {
      context.config = { ...context.config, mail: { url: new URL('smtp://localhost'), from: 'c@s.example' } };
      const account = async (name: string, role: 'headteacher' | 'technician') => {
        const email = `${name.toLowerCase()}@s.example`;
        const { id } = await createAccount(context, context.by, { name, email, role });
        const row = context.db.selectFrom('account').select('person_id').where('id', '=', id);
        return { id, by: { ...helper, id: `person:${(await row.executeTakeFirstOrThrow()).person_id}` } };
      };
      const [hazel, counter] = [await account('Hazel', 'headteacher'), await account('Terry', 'technician')];
      const letters = () => context.db.selectFrom('delivery').select(['target', 'body']).execute();
      const take = await begin(['Room 4']);
      await scan(take, 'A1', 'Room 4', counter.by);
      await step(take, 'finish');
      const decisions = async (as: Caller) =>
        ((await ask('get', '/promises', { as })) as Promises).decisions?.map(one => one.sentence).join(' ');
      expect(await decisions({ ...hazel.by, role: 'headteacher' })).to.match(
        /sign the stock-take “Autumn”\./,
      );
      expect(await decisions(counter.by)).to.not.include('Autumn');
      expect((await letters()).map(one => one.target)).to.deep.equal([hazel.id]);
      expect((await letters())[0]?.body).to.include(`/stock-takes/${take.id}`);
      await step(take, 'reopen');
      expect(await letters()).to.deep.equal([]);
      context.clock.at += 1000;
      await step(take, 'finish');
      expect(await letters()).to.have.length(1);
    });

    it('leaves a thing where somebody has put it since', async () => {
      const take = await begin(['Room 4', 'Hall']);
      await scan(take, 'A2', 'Hall');
      await step(take, 'finish');
      const [, second] = ((await ask('get', '/assets')) as { items: Asset[] }).items;
      const { revision } = (await ask('get', '/assets/{id}', {
        params: { id: second?.id ?? '' },
      })) as Asset;
      await ask('patch', '/assets/{id}', {
        params: { id: second?.id ?? '' },
        body: { revision, location: 'Library' },
      });
      await step(take, 'sign', {}, head);
      const after = ((await ask('get', '/assets')) as { items: Asset[] }).items[1];
      expect(after?.location).to.equal('Library');
    });
  });
});
