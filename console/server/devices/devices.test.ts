import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import type { Device, DeviceRow, HistoryEntry } from '../../../shared/protocol/api/devices.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aFinding, anEvent, aReport } from '../../../test/support/raw-device.ts';
import type { Db } from '../database/index.ts';
import { routes as departureRoutes } from '../departures/index.ts';
import { ensureGroup, routes as groupRoutes } from '../groups/index.ts';
import { renewPolicies } from '../policies/index.ts';
import { Ingest } from '../reports/index.ts';
import { describe as describeDevice, insertDevice, restand, routes } from './index.ts';

interface List {
  items: DeviceRow[];
  next: string | null;
  total: number;
}

forEachDatabase((_engine, open) => {
  describe('devices', () => {
    let db: Db;
    let context: TestContext;
    let groupId: string;

    async function ask(
      method: string,
      path: string,
      given: { params?: object; query?: object; body?: object } = {},
    ) {
      const route = [...routes(context), ...departureRoutes(context), ...groupRoutes(context)].find(
        one => one.method === method && one.path === path,
      );
      if (route === undefined) throw new Error(`no route ${method} ${path}`);
      const parsed = {
        params: route.params?.parse(given.params ?? {}),
        query: route.query?.parse(given.query ?? {}),
        body: route.body?.parse(given.body ?? {}),
      };
      const answer = await route.handle({ ...parsed, caller: context.by }, { setSession: () => undefined });
      return route.response === null ? answer : route.response.parse(answer);
    }
    const list = (query: object = {}) => ask('get', '/devices', { query }) as Promise<List>;
    const names = async (query: object = {}) => (await list(query)).items.map(row => row.name);

    async function aDevice(name: string, states: Record<string, State> = {}, at = context.now()) {
      const id = randomUUIDv7();
      const common = { schoolId: context.schoolId, groupId, codeId: null, previousDeviceId: null };
      await insertDevice(db, at, {
        ...common,
        id,
        name,
        system: 'Debian 12',
        publicKey: id,
        approvedBy: 'a test',
      });
      const findings = Object.entries(states).map(([control, state]) => ({
        finding: aFinding(control, state, { observedAt: at }),
        seq: 1,
        observedAt: at,
      }));
      if (findings.length > 0) await db.transaction().execute(tx => restand(tx, at, [{ id, findings }]));
      return id;
    }

    beforeEach(async () => {
      db = await open();
      context = await aContext(db);
      groupId = (await ensureGroup(db, context.schoolId, context.now())).id;
      await renewPolicies(context);
    });

    it('sorts names as people count, in either direction', async () => {
      for (const name of ['Trolley 10', 'trolley 2', 'Alpha']) await aDevice(name);
      expect(await names()).to.deep.equal(['Alpha', 'trolley 2', 'Trolley 10']);
      expect(await names({ direction: 'desc' })).to.deep.equal(['Trolley 10', 'trolley 2', 'Alpha']);
    });

    it('pages through every device once, in every order, while rows change', async () => {
      const ids: string[] = [];
      const some: State[] = ['met', 'not_met', 'unknown'];
      for (let i = 0; i < 23; i++)
        ids.push(await aDevice(`d ${i % 7}`, { antivirus: some[i % 3] ?? 'met' }, context.now() - i * 1000));
      for (const sort of ['name', 'lastSeen', 'notMet', 'unknown']) {
        for (const direction of ['asc', 'desc']) {
          const seen: string[] = [];
          let cursor: string | null | undefined;
          do {
            const page: List = await list({ sort, direction, limit: 5, ...(cursor && { cursor }) });
            expect(page.total).to.equal(23 + (seen.length > 0 ? 1 : 0));
            seen.push(...page.items.map(row => row.id));
            cursor = page.next;
            if (seen.length === 5) ids.push(await aDevice('d 3', { antivirus: 'met' }, context.now()));
          } while (cursor);
          expect(new Set(seen).size).to.equal(seen.length);
          expect(
            ids.slice(0, 23).every(id => seen.includes(id)),
            `${sort} ${direction}`,
          ).to.equal(true);
          const added = ids.pop() ?? '';
          await db
            .transaction()
            .execute(tx => restand(tx, context.now(), [{ id: added, set: { status: 'removed' } }]));
        }
      }
    });

    it('refuses a cursor of another order', async () => {
      for (let i = 0; i < 3; i++) await aDevice(`d${i}`);
      const { next } = await list({ limit: 1 });
      const other = await list({ limit: 1, cursor: next, sort: 'notMet' }).catch(error => error);
      expect(other).to.include({ status: 400, code: 'cursor.invalid' });
    });

    it('filters by control and state, and searches with any character taken as itself', async () => {
      await aDevice('100%_sure', { antivirus: 'not_met' });
      await aDevice('1000 sure', { antivirus: 'met', 'idle-lock': 'not_met' });
      expect(await names({ control: 'antivirus', state: 'not_met' })).to.deep.equal(['100%_sure']);
      expect(await names({ state: 'not_met' })).to.have.length(2);
      expect(await names({ search: '100%_' })).to.deep.equal(['100%_sure']);
      expect(await names({ search: 'SURE debian' })).to.have.length(2);
      expect(await names({ search: "'" })).to.deep.equal([]);
    });

    it('shows a device whole: sentences, policy and what is not yet known', async () => {
      const id = await aDevice('Laptop', { antivirus: 'unknown', 'new-thing': 'not_met' });
      const shown = (await ask('get', '/devices/{id}', { params: { id } })) as Device;
      expect(shown.findings.map(one => one.title)).to.include('New thing');
      expect(shown.controls.find(one => one.control === 'disk-encryption')).to.include({
        reason: 'not_reported',
      });
      expect(shown.policy).to.deep.equal({ applied: 0, current: 1, mode: 'watch' });
      expect(shown.findings.every(one => one.sentence.length > 10)).to.equal(true);
    });

    it('says what the register calls a device, where it stands and who has it', async () => {
      const [id] = [await aDevice('Kept'), await aDevice('Not kept')];
      const said = { id: randomUUIDv7(), tag: 'A1', location: 'Library', holder: 'Ann Lee' };
      const rest = { tag_key: 'a1', tag_order: 'a1', kind: 'laptop', state: 'in_service', state_at: 1 };
      await db
        .insertInto('asset')
        .values({
          ...{ ...said, ...rest, school_id: context.schoolId, device_id: id },
          ...{ revision: 1, search_text: '', created_at: 1, created_by: 'a test', updated_at: 1 },
        } as never)
        .execute();
      const { items } = await list();
      expect(Object.fromEntries(items.map(({ name, asset }) => [name, asset]))).to.deep.equal({
        ...{ Kept: said, 'Not kept': null },
      });
      expect(((await ask('get', '/devices/{id}', { params: { id } })) as Device).asset).to.deep.equal(said);
    });

    it('finds the devices whose trouble is their own, not a control’s', async () => {
      const dayMs = 24 * 3600_000;
      await aDevice('Well', { antivirus: 'met' });
      const silent = await aDevice('Silent', { antivirus: 'met' }, context.now() - 30 * dayMs);
      await db.transaction().execute(tx => restand(tx, context.now(), [{ id: silent }]));
      const set = (name: string, values: object) =>
        db.updateTable('device').set(values).where('name', '=', name).execute();
      for (const name of ['Slow clock', 'Filtered', 'Twin']) await aDevice(name);
      await set('Slow clock', { clock_offset_ms: -6 * 60_000 });
      await set('Filtered', { intercepted_by: 'School filter' });
      await set('Twin', { status: 'cloned' });
      expect(await names({ trouble: 'silent' })).to.deep.equal(['Silent']);
      expect(await names({ trouble: 'clock' })).to.deep.equal(['Slow clock']);
      expect(await names({ trouble: 'intercepted' })).to.deep.equal(['Filtered']);
      expect(await names({ trouble: 'cloned' })).to.deep.equal(['Twin']);
      expect(await names({ trouble: 'blocked' })).to.deep.equal([]);
    });

    it('finds what is nearly full or worn out by the hardware that was told last', async () => {
      const worn = { battery: { healthPercent: 59, cycles: null }, disks: [], volumes: [] };
      const told = async (id: string, hardware: object) => {
        const row = {
          device_id: id,
          school_id: context.schoolId,
          name: 'hardware',
          hash: 'x',
          received_at: 1,
        };
        const body = JSON.stringify({ manufacturer: null, model: null, serial: null, ...worn, ...hardware });
        await db
          .insertInto('device_section')
          .values({ ...row, body })
          .onConflict(one => one.columns(['device_id', 'name']).doUpdateSet({ body }))
          .execute();
        await db.transaction().execute(async tx => {
          await restand(tx, context.now(), [{ id, set: await describeDevice(tx, id) }]);
        });
      };
      const full = await aDevice('Full');
      const failing = await aDevice('Failing');
      await aDevice('Never told');
      const disk = { name: 'sda', model: null, serial: null, sizeBytes: 1, kind: 'ssd' };
      await told(full, { battery: null, volumes: [{ name: '/', sizeBytes: 1, freePercent: 9 }] });
      await told(failing, { disks: [{ ...disk, health: 'failing' }] });
      expect(await names({ trouble: 'nearly_full' })).to.deep.equal(['Full']);
      expect(await names({ trouble: 'failing_disk' })).to.deep.equal(['Failing']);
      expect(await names({ trouble: 'worn_battery' })).to.deep.equal(['Failing']);
      await told(full, { battery: null, volumes: [{ name: '/', sizeBytes: 1, freePercent: 10 }] });
      expect(await names({ trouble: 'nearly_full' }), 'made room').to.deep.equal([]);
    });

    it('takes group names that sound the same for the same, and lets a group change the case of its own', async () => {
      const made = (await ask('post', '/groups', { body: { name: 'Élèves lab' } })) as { id: string };
      const again = await ask('post', '/groups', { body: { name: 'élèves LAB' } }).catch(error => error);
      expect(again).to.include({ status: 409, code: 'group.name_taken' });
      expect(again.fields.name).to.contain('“Élèves lab”');
      const renamed = await ask('patch', '/groups/{id}', {
        params: { id: made.id },
        body: { name: 'ÉLÈVES LAB' },
      });
      expect(renamed).to.include({ name: 'ÉLÈVES LAB', ownDevices: false });
      const body = { name: 'ÉLÈVES LAB', ownDevices: true };
      expect(await ask('patch', '/groups/{id}', { params: { id: made.id }, body })).to.include(body);
      const named = { params: { id: made.id }, body: { name: 'Lab' } };
      expect(await ask('patch', '/groups/{id}', named), 'what is not said stays').to.include({
        ownDevices: true,
      });
    });

    it('moves a device with its counts, and keeps what it is found by when renamed', async () => {
      const id = await aDevice('Old name', { antivirus: 'not_met' });
      const other = (await ask('post', '/groups', { body: { name: 'Year 4' } })) as { id: string };
      await ask('patch', '/devices/{id}', { params: { id }, body: { name: 'New name', groupId: other.id } });
      expect(await names({ group: other.id, search: 'new debian' })).to.deep.equal(['New name']);
      const counts = await db.selectFrom('posture_count').selectAll().where('devices', '!=', 0).execute();
      expect(counts.every(row => row.group_id === other.id && row.devices === 1)).to.equal(true);
      expect(counts).to.have.length(controls.length);
      const full = await ask('delete', '/groups/{id}', { params: { id: other.id } }).catch(error => error);
      expect(full).to.include({ status: 409, code: 'group.not_empty' });
      await ask('delete', '/devices/{id}', { params: { id }, body: { reason: 'It is broken' } });
      await ask('delete', '/groups/{id}', { params: { id: other.id } });
      expect(await names()).to.deep.equal([]);
    });

    it('keeps a note, whose words are not in the log', async () => {
      const id = await aDevice('Library 1');
      const write = (note: string) => ask('patch', '/devices/{id}', { params: { id }, body: { note } });
      const read = async () =>
        ((await ask('get', '/devices/{id}', { params: { id } })) as { note: string }).note;
      expect(await read()).to.equal('');
      await write(' The lid\u202e sticks ');
      expect(await read()).to.equal('The lid sticks');
      const log = await db.selectFrom('audit').selectAll().where('action', '=', 'device.noted').execute();
      expect(log.map(({ facts }) => JSON.parse(facts))).to.deep.equal([{ name: 'Library 1', did: 'Wrote' }]);
      await write('');
      expect(await read()).to.equal('');
      const long = await write('x'.repeat(501)).catch(error => error);
      expect(long).not.to.equal(undefined);
      expect(await read()).to.equal('');
    });

    it('does not show a device of another school', async () => {
      const id = await aDevice('Ours');
      const strangers = { ...context.by, schoolId: randomUUIDv7() };
      context = { ...context, by: strangers };
      expect((await list()).total).to.equal(0);
      for (const [method, path] of [
        ['get', '/devices/{id}'],
        ['delete', '/devices/{id}'],
        ['get', '/devices/{id}/history'],
      ]) {
        const given = { params: { id }, body: { reason: 'It is broken' } };
        const answer = await ask(method ?? '', path ?? '', given).catch(error => error);
        expect(answer).to.include({ status: 404 });
      }
    });

    it('tells how a device stood at the end of a past day, from what had been received by then', async () => {
      const id = await aDevice('Laptop');
      const day = (text: string) => Date.parse(text);
      const change = (control: string, state: State, at: number, receivedAt = at) =>
        db
          .insertInto('posture_change')
          .values({
            ...{ id: randomUUIDv7(), school_id: context.schoolId, device_id: id, control, state, at },
            ...{ reason: 'a_test', before_state: null, received_at: receivedAt, finding: null },
          } as never)
          .execute();
      await change('antivirus', 'met', day('2026-06-01T09:00Z'));
      await change('antivirus', 'not_met', day('2026-06-03T22:30Z'));
      await change('antivirus', 'met', day('2026-06-03T23:30Z'));
      await change('idle-lock', 'met', day('2026-06-02T09:00Z'), day('2026-06-09T09:00Z'));
      const on = async (text: string, more = {}) =>
        (await ask('get', '/devices/{id}/history', { params: { id }, query: { on: text, ...more } })) as {
          items: HistoryEntry[];
          stood: { control: string; state: State }[];
        };
      const stood = async (text: string) =>
        (await on(text)).stood.map(({ control, state }) => `${control} ${state}`);
      expect(await stood('2026-05-31')).to.deep.equal([]);
      expect(await stood('2026-06-02')).to.deep.equal(['antivirus met']);
      // In summer the school's day ends an hour before that of UTC.
      expect(await stood('2026-06-03')).to.deep.equal(['antivirus not_met']);
      expect(await stood('2026-06-09')).to.have.members(['antivirus met', 'idle-lock met']);
      expect((await on('2026-06-02')).items).to.have.length(1);
      expect((await on('2026-06-09', { about: 'media' })).items).to.deep.equal([]);
      await change('removable-media', 'not_met', day('2026-06-04T09:00Z'));
      expect((await on('2026-06-09', { about: 'media' })).items).to.have.length(1);
    });

    it('tells history newest first, changes and events together, page by page', async () => {
      const id = await aDevice('Laptop');
      const ingest = new Ingest(context);
      const sender = { deviceId: id, schoolId: context.schoolId, clockOffsetMs: 0 };
      for (let seq = 1; seq <= 6; seq++) {
        context.clock.at += 60_000;
        const state = seq % 4 < 2 ? 'met' : 'not_met';
        const at = context.now();
        const record =
          seq % 2
            ? aReport(seq, [aFinding('antivirus', state, { observedAt: at })])
            : anEvent(seq, 'policy.refused');
        await ingest.submit(sender, [record]);
      }
      const seen: HistoryEntry[] = [];
      let cursor: string | null = null;
      do {
        const query: object = { limit: 2, ...(cursor !== null && { cursor }) };
        const page = (await ask('get', '/devices/{id}/history', { params: { id }, query })) as {
          items: HistoryEntry[];
          next: string | null;
        };
        seen.push(...page.items);
        cursor = page.next;
      } while (cursor !== null);
      expect(seen.map(entry => entry.kind)).to.deep.equal([
        'event',
        'finding',
        'event',
        'finding',
        'event',
        'finding',
      ]);
      expect(seen.at(-1)).to.include({ before: null, state: 'met' });
      expect(seen[0]?.sentence).to.equal('Policy refused.');
    });
  });
});
