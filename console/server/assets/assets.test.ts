import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { Asset, AssetHistoryEntry, AssetRow } from '../../../shared/protocol/api/assets.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import type { Db } from '../database/index.ts';
import { insertDevice } from '../devices/index.ts';
import { ensureGroup } from '../groups/index.ts';
import { routes } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('the register of assets', () => {
    let db: Db;
    let context: TestContext;
    let ask: AskRoutes;

    const enter = (tag: string, more: object = {}) =>
      ask('post', '/assets', { body: { tag, kind: 'laptop', ...more } }) as Promise<Asset>;
    const patch = (asset: Asset, body: object) =>
      ask('patch', '/assets/{id}', {
        params: { id: asset.id },
        body: { revision: asset.revision, ...body },
      }) as Promise<Asset>;
    const move = (asset: Asset, to: string, more: object = {}) =>
      ask('post', '/assets/{id}/state', {
        params: { id: asset.id },
        body: { revision: asset.revision, to, ...more },
      }) as Promise<Asset>;
    const read = (id: string) => ask('get', '/assets/{id}', { params: { id } }) as Promise<Asset>;
    const list = (query: object = {}) =>
      ask('get', '/assets', { query }) as Promise<{ items: AssetRow[]; next: string | null; total: number }>;
    const tags = async (query: object = {}) => (await list(query)).items.map(row => row.tag);
    const history = async (id: string) =>
      ((await ask('get', '/assets/{id}/history', { params: { id } })) as { items: AssetHistoryEntry[] })
        .items;
    const actions = async () =>
      await db.selectFrom('audit').select(['action', 'facts']).orderBy('number').execute();

    async function aDevice(name: string, serial: string | null) {
      const id = randomUUIDv7();
      const groupId = (await ensureGroup(db, context.schoolId, context.now())).id;
      await insertDevice(db, context.now(), {
        id,
        schoolId: context.schoolId,
        groupId,
        codeId: null,
        previousDeviceId: null,
        name,
        system: 'Debian 12',
        publicKey: id,
        approvedBy: 'a test',
      });
      const body = JSON.stringify({ manufacturer: 'LENOVO', model: 'ThinkPad L14', serial });
      await db
        .insertInto('device_section')
        .values({
          device_id: id,
          school_id: context.schoolId,
          name: 'hardware',
          hash: 'h',
          body,
          received_at: 77,
        })
        .execute();
      return id;
    }

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
      ask = askRoutes(context, () => routes(context));
    });

    it('keeps what was entered, with its value today and what is missing', async () => {
      const made = await enter('GP-001', {
        name: 'Trolley 3',
        location: 'Hall',
        state: 'in_service',
        cost: 60_000,
        purchaseDate: '2024-11-22',
        lifeYears: 4,
        notes: 'First line\nsecond',
      });
      expect(made).to.deep.include({ tag: 'GP-001', state: 'in_service', revision: 1 });
      expect(made.values.notes).to.equal('First line\nsecond');
      expect(made.bookValue).to.deep.equal({ pence: 30_021, endsOn: '2028-11-22', years: 4 });
      expect(made.completeness.missing).to.include('Serial number').and.not.include('Location');
      expect((await actions()).at(-1)).to.deep.include({ action: 'asset.created' });
    });

    it('refuses a tag that differs only by case or spaces, in words and by field', async () => {
      await enter('GP 001');
      expect(await ask.refused(enter('gp001'), 409)).to.deep.include({
        status: 409,
        code: 'asset.tag_taken',
        fields: { tag: 'Another asset has this tag' },
      });
    });

    it('writes down every change of every field, with who and when, from and to', async () => {
      const made = await enter('A1', { cost: 1000 });
      context.clock.at += 1000;
      const changed = await patch(made, { cost: 2050, location: 'Room 4', kind: 'tablet' });
      expect(changed.revision).to.equal(2);
      const [first, second, third, entered] = await history(made.id);
      expect(
        [first, second, third].map(one => `${one?.what}: ${one?.before} → ${one?.after}`).sort(),
      ).to.deep.equal(['Cost: £10.00 → £20.50', 'Kind: Laptop → Tablet', 'Location: null → Room 4']);
      expect(first).to.include({ by: context.by.name, at: context.now(), origin: 'hand' });
      expect(entered).to.include({ what: 'Entered in the register', after: 'In stock' });
      expect((await actions()).at(-1)?.facts).to.include('cost from “£10.00” to “£20.50”');
    });

    it('does nothing when nothing changes', async () => {
      const made = await enter('A1');
      expect((await patch(made, { tag: 'A1', location: '' })).revision).to.equal(1);
      expect(await history(made.id)).to.have.length(1);
    });

    it('refuses a change of an asset that somebody else has changed', async () => {
      const made = await enter('A1');
      await patch(made, { location: 'Hall' });
      const late = await ask.refused(patch(made, { location: 'Library' }), 409);
      expect(late).to.include({ status: 409, code: 'asset.changed_meanwhile' });
      expect(late.detail).to.match(/Somebody else changed “A1”.*Load the page again/);
      expect((await read(made.id)).location).to.equal('Hall');
    });

    it('takes only the steps of its life, and asks for what each needs', async () => {
      let asset = await enter('A1');
      expect(await ask.refused(move(asset, 'collected'), 409)).to.include({
        status: 409,
        code: 'asset.state_impossible',
      });
      expect(await ask.refused(move(asset, 'in_service'), 400)).to.deep.include({
        status: 400,
        fields: { location: 'Say where it is used' },
      });
      asset = await move(asset, 'in_service', { location: 'Room 4' });
      expect(asset).to.include({ state: 'in_service', location: 'Room 4' });
      expect(await ask.refused(move(asset, 'stolen'), 400)).to.deep.include({ code: 'asset.state_needs' });
      asset = await move(asset, 'stolen', { note: 'From the car park, ref 123' });
      expect(asset.nextStates).to.deep.equal(['in_stock', 'in_service', 'quarantined']);
      expect((await history(asset.id)).find(one => one.what === 'State')).to.include({
        before: 'In service',
        after: 'Stolen',
        note: 'From the car park, ref 123',
      });
      const moved = (await actions()).findLast(one => one.action === 'asset.state_changed');
      expect(moved?.facts).to.include('because “From the car park, ref 123”');
    });

    it('can only be read once it has gone back to its owner', async () => {
      let asset = await enter('A1');
      asset = await move(asset, 'returned_to_owner', { owner: 'Leasing Ltd', note: 'Driver, slip 9' });
      expect(asset.nextStates).to.deep.equal([]);
      expect(await ask.refused(patch(asset, { location: 'Hall' }), 409)).to.include({ code: 'asset.closed' });
      expect(await ask.refused(move(asset, 'in_stock'), 409)).to.include({ code: 'asset.closed' });
    });

    it('takes from its device what nobody wrote, with origin and date, and keeps what somebody wrote', async () => {
      const device = await aDevice('Laptop 7', 'PF123');
      let asset = await enter('A1', { deviceId: device, model: 'L14 gen 2' });
      expect(asset).to.include({ make: 'LENOVO', model: 'L14 gen 2', serial: 'PF123' });
      expect(asset.facts.find(one => one.field === 'serial')).to.include({
        origin: 'device',
        at: 77,
        said: null,
      });
      expect(asset.facts.find(one => one.field === 'model')).to.include({
        origin: 'hand',
        said: 'ThinkPad L14',
      });
      expect(asset.device).to.include({ id: device, name: 'Laptop 7', removed: false });
      asset = await patch(asset, { model: null });
      expect(asset.facts.find(one => one.field === 'model')).to.include({
        value: 'ThinkPad L14',
        origin: 'device',
      });
      expect(await tags({ search: 'laptop 7' })).to.deep.equal(['A1']);
    });

    it('shows the machine as its agent last said it, and nothing of what has no device or has said nothing', async () => {
      const machine = async ({ id }: Asset) =>
        ((await ask('get', '/assets/{id}/machine', { params: { id } })) as { machine: unknown }).machine;
      const device = await aDevice('Laptop 7', 'PF123');
      const asset = await enter('A1', { deviceId: device });
      expect(await machine(asset)).to.deep.include({ device: 'Laptop 7', processor: null, disks: [] });
      const disk = { name: 'nvme0n1', model: 'Micron 2450', serial: 'MC1', sizeBytes: 256e9, kind: 'nvme' };
      const adapter = { name: 'Wi-Fi', kind: 'wifi', model: 'AX201', address: '00:8d:b9:37:4a:c2' };
      const body = JSON.stringify({
        networkAdapters: [adapter],
        ...{ processor: { model: 'Ryzen 5', cores: 12 }, memoryBytes: 16e9, battery: null },
        disks: [{ ...disk, model: 'Micron\u0000 2450' }],
      });
      await db.updateTable('device_section').set({ body }).where('device_id', '=', device).execute();
      expect(await machine(asset)).to.deep.include({
        at: 77,
        processor: 'Ryzen 5',
        cores: 12,
        disks: [disk],
        adapters: [adapter],
      });
      expect(await machine(await enter('A2', {}))).to.equal(null);
    });

    it('begins an incident when a thing that can hold data is lost or stolen, once, without a person’s name', async () => {
      const move = async (asset: Asset, to: string) =>
        (await ask('post', '/assets/{id}/state', {
          params: { id: asset.id },
          body: { revision: asset.revision, to, note: 'Left by Ann Ash on the bus' },
        })) as Asset;
      await move(await enter('P1', { kind: 'projector' }), 'lost');
      const device = await aDevice('Laptop 7', 'PF123');
      await move(await move(await enter('L1', { kind: 'laptop', deviceId: device }), 'lost'), 'stolen');
      const incidents = await db.selectFrom('incident').selectAll().execute();
      expect(incidents).to.have.length(1);
      expect(incidents[0]).to.include({
        category: 'lost_or_stolen',
        title: 'L1 (laptop) is lost',
        device_id: device,
        status: 'open',
      });
      expect(incidents[0]?.detail).to.contain('It is not known whether it was encrypted.');
      expect(JSON.stringify(incidents)).not.to.contain('Ann Ash');
    });

    const unlisted = async () => {
      const { unlisted } = (await ask('get', '/assets/suggestions')) as {
        unlisted: { count: number; first: { name: string }[] };
      };
      return { count: unlisted.count, names: unlisted.first.map(({ name }) => name) };
    };

    it('proposes computers that stand in no register, but people’s own', async () => {
      const [first] = [await aDevice('Trolley 1', null), await aDevice('Trolley 2', null)];
      await enter('A9', { deviceId: first, serial: 'S9' });
      expect(await unlisted()).to.deep.equal({ count: 1, names: ['Trolley 2'] });
      await context.db.updateTable('device_group').set({ own_devices: 1 }).execute();
      expect(await unlisted()).to.deep.equal({ count: 0, names: [] });
    });

    it('suggests by serial, and a device belongs to one asset at a time', async () => {
      const device = await aDevice('Laptop 7', 'pf 123');
      await aDevice('No serial', 'None');
      await aDevice('Silent', null);
      const asset = await enter('A1', { serial: 'PF123' });
      await enter('A2', { serial: 'none' });
      const found = (await ask('get', '/assets/suggestions')) as { items: { asset: { id: string } }[] };
      expect(found.items).to.deep.equal([
        {
          asset: { id: asset.id, tag: 'A1', revision: 1 },
          device: { id: device, name: 'Laptop 7' },
          serial: 'PF123',
        },
      ]);
      // What may be in the register under another name is asked about first.
      expect(await unlisted()).to.deep.equal({ count: 2, names: ['No serial', 'Silent'] });
      const linked = (await ask('post', '/assets/{id}/link', {
        params: { id: asset.id },
        body: { revision: 1, deviceId: device },
      })) as Asset;
      expect(linked.device?.id).to.equal(device);
      expect(((await ask('get', '/assets/suggestions')) as { items: unknown[] }).items).to.deep.equal([]);
      expect(await ask.refused(enter('A3', { deviceId: device }), 409)).to.include({
        code: 'device.has_asset',
      });
      expect(await tags({ device: 'none' })).to.deep.equal(['A2']);
      expect(await tags({ device })).to.deep.equal(['A1']);
      const unlinked = (await ask('post', '/assets/{id}/unlink', {
        params: { id: asset.id },
        body: { revision: 2 },
      })) as Asset;
      expect(unlinked.device).to.equal(null);
      expect((await actions()).map(one => one.action).slice(-2)).to.deep.equal([
        'asset.linked',
        'asset.unlinked',
      ]);
    });

    it('pages through every asset once in every order, and filters by the database', async () => {
      for (let i = 1; i <= 11; i++) {
        context.clock.at += 1;
        await enter(`T-${i}`, {
          location: i % 2 ? 'Hall' : null,
          kind: i % 3 ? 'laptop' : 'camera',
          ...(i % 4 === 0 && { purchaseDate: `2024-01-0${(i % 8) + 1}`, holder: 'Ms Ali' }),
        });
      }
      expect((await tags()).slice(0, 3)).to.deep.equal(['T-1', 'T-2', 'T-3']);
      for (const sort of ['tag', 'location', 'state', 'bought', 'changed'])
        for (const direction of ['asc', 'desc']) {
          const seen: string[] = [];
          let cursor: string | null = null;
          do {
            const page = await list({ sort, direction, limit: 3, ...(cursor !== null && { cursor }) });
            expect(page.total).to.equal(11);
            seen.push(...page.items.map(row => row.tag));
            cursor = page.next;
          } while (cursor !== null);
          expect(new Set(seen).size, `${sort} ${direction}`).to.equal(11);
        }
      expect(await tags({ kind: 'camera' })).to.deep.equal(['T-3', 'T-6', 'T-9']);
      expect(await tags({ location: 'Hall', kind: 'camera' })).to.deep.equal(['T-3', 'T-9']);
      expect(await tags({ holder: 'Ms Ali' })).to.deep.equal(['T-4', 'T-8']);
      expect(await tags({ search: 'ali t-8' })).to.deep.equal(['T-8']);
      expect(await tags({ search: '%' })).to.deep.equal([]);
      const { next } = await list({ limit: 1 });
      expect(await ask.refused(list({ cursor: next, sort: 'state' }), 400)).to.include({
        code: 'cursor.invalid',
      });
      expect(await ask('get', '/assets/choices')).to.deep.include({
        locations: ['Hall'],
        holders: ['Ms Ali'],
      });
    });

    it('refuses what does not fit together and people who are not known', async () => {
      const wrong = await ask.refused(
        enter('A1', { cost: 5, floor: 6, purchaseDate: '2026-02-02', warrantyEnd: '2026-02-01' }),
        400,
      );
      expect(wrong.fields).to.have.keys('floor', 'warrantyEnd');
      expect(await ask.refused(enter('A1', { holderId: 'nobody' }), 400)).to.deep.include({
        fields: { holderId: 'Not known here' },
      });
      await ask.refused(enter('​ '), 400);
    });

    it('shows nothing of another school', async () => {
      const made = await enter('A1');
      const by = { ...context.by, schoolId: randomUUIDv7() };
      ask = askRoutes({ ...context, by }, () => routes(context));
      expect((await list()).total).to.equal(0);
      await ask.refused(read(made.id), 404);
      await ask.refused(patch(made, { name: 'Ours' }), 404);
    });
  });
});
