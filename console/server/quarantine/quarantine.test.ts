import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { QuarantineView } from '../../../shared/protocol/api/quarantine.ts';
import { orderDocument } from '../../../shared/protocol/order.ts';
import { networkEvent } from '../../../shared/protocol/quarantine.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import { createAccount } from '../accounts/people.ts';
import { removeDevice } from '../departures/remove.ts';
import { routes as orderRoutes } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { routes as supportRoutes } from '../support/index.ts';
import { quarantineKind, releaseKind, routes } from './index.ts';
import { listQuarantines } from './store.ts';

forEachDatabase((_engine, open) => {
  describe('a device that is kept as evidence', () => {
    let school: LinkedSchool;

    beforeEach(async () => {
      school = await aLinkedSchool(await open());
    });
    afterEach(() => school.close());

    const ask = (name: string, id: string, body?: object) =>
      school.ask(routes(school.context), name, { id }, body);
    const wish = { message: 'Please tell Priya Nair.', reason: 'Strange files were found', cutDays: 7 };
    const keep = (id: string) => ask('POST /devices/{id}/quarantine', id, wish) as Promise<QuarantineView>;
    const shown = async (id: string) =>
      ((await ask('GET /devices/{id}/quarantine', id)) as { quarantine: QuarantineView | null }).quarantine;
    const code = (error: { code: string }) => error.code;
    const read = (payload: string) => orderDocument.parse(JSON.parse(payload)).order;
    let seq = 0;
    async function tell(device: RawDevice, name: string, facts: Record<string, string | boolean>) {
      seq += 1;
      const event = { id: randomUUIDv7(), seq, at: Date.now(), type: 'event', name, facts };
      device.send('records', { records: [event] });
      await device.take('ack');
    }

    it('is ordered only when a second person has agreed, and released only when one has', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const { context } = school;
      const head = { name: 'Hazel Head', email: 'head@school.example', role: 'headteacher' as const };
      const account = await createAccount(context, context.by, head);
      const by: Caller = { ...context.by, id: `person:${account.id}`, name: head.name, role: head.role };
      const asked = (await keep(deviceId)) as unknown as { waits: { id: string; sentence: string } };
      expect(asked.waits.sentence).to.equal('Hazel Head has to agree first.');
      expect(await shown(deviceId)).to.equal(null);
      const approve = async (kind: typeof quarantineKind | typeof releaseKind, id: string) => {
        const row = await context.db
          .selectFrom('approval')
          .selectAll()
          .where('id', '=', id)
          .executeTakeFirstOrThrow();
        const payload = kind.read(JSON.parse(row.payload)) as never;
        const given = {
          id,
          schoolId: context.schoolId,
          subject: row.subject,
          title: '',
          reason: row.reason,
          payload,
          askedBy: context.by,
        };
        const done = await context.db.transaction().execute(tx => kind.approved(context, tx, given, by));
        await done.after?.();
        return JSON.parse(row.lines).join(' ') as string;
      };
      const lines = await approve(quarantineKind, asked.waits.id);
      expect(lines)
        .to.include('Please tell Priya Nair.')
        .and.to.include('the network is back after a quarter of an hour');
      const order = read((await device.take('order')).payload);
      const kept = await shown(deviceId);
      const cutUntil = (kept?.since ?? 0) + 7 * 24 * 3600_000;
      expect(order).to.deep.equal({
        kind: 'quarantine',
        quarantineId: kept?.id,
        message: wish.message,
        cutUntil,
      });
      expect(kept).to.deep.include({ state: 'sent', heardAt: null, network: null, endedAt: null });
      expect(await keep(deviceId).catch(code)).to.equal('quarantine.already');
      const listed = async (status: 'open' | 'ended') =>
        (await listQuarantines(context.db, context.schoolId, { status, limit: 50 })).items;
      expect((await listed('open')).map(one => one.device.id)).to.deep.equal([deviceId]);
      expect(await listed('ended')).to.deep.equal([]);

      const release = (await ask('POST /devices/{id}/quarantine/release', deviceId, {
        reason: 'The police have a copy',
      })) as typeof asked;
      expect((await shown(deviceId))?.endedAt, 'it is kept until somebody agrees').to.equal(null);
      await approve(releaseKind, release.waits.id);
      expect(read((await device.take('order')).payload)).to.deep.equal({
        kind: 'quarantine_release',
        quarantineId: kept?.id,
      });
      const ended = await shown(deviceId);
      expect(ended).to.include({ endedBy: context.by.name, endedBecause: 'The police have a copy' });
      expect((await listed('open')).map(one => one.id)).to.deep.equal([]);
      expect((await school.audited()).map(one => one.action)).to.include.members([
        'device.quarantined',
        'device.unquarantined',
      ]);
      const twice = ask('POST /devices/{id}/quarantine/release', deviceId, { reason: 'Again' });
      expect(await twice.catch(code)).to.equal('quarantine.not_kept');
    });

    it('is not changed by an order, looked at, removed or disposed of, and its register says so', async () => {
      const { deviceId } = await school.aLiveDevice();
      const { context } = school;
      const id = 'a1';
      await context.db
        .insertInto('asset')
        .values({
          ...{ id, school_id: context.schoolId, revision: 1, tag: id, tag_key: id, tag_order: id },
          ...{ kind: 'laptop', secure_location: 0, state: 'in_stock', state_at: 1, search_text: '' },
          ...{ created_at: 1, created_by: 'Tara Tech', updated_at: 1, staff_only: 0, device_id: deviceId },
        })
        .execute();
      await keep(deviceId);
      const order = (wanted: object) =>
        school
          .ask(orderRoutes(context), 'POST /devices/{id}/orders', { id: deviceId }, { order: wanted })
          .then(() => 'given', code);
      for (const kind of ['restart', 'shut_down', 'sign_out'])
        expect(await order({ kind, warnMinutes: 5, inLessons: false }), kind).to.equal('device.quarantined');
      expect(await order({ kind: 'scan_for_viruses', control: 'antivirus', extent: 'full' })).to.equal(
        'device.quarantined',
      );
      expect(await order({ kind: 'check_now' })).to.equal('given');
      const support = { purpose: 'The projector' };
      const look = school.ask(
        supportRoutes(context),
        'POST /devices/{id}/support-sessions',
        { id: deviceId },
        support,
      );
      expect(await look.then(() => 'asked', code)).to.equal('device.quarantined');
      expect(
        await removeDevice(context, context.by, deviceId, 'Broken').then(() => 'removed', code),
      ).to.equal('device.quarantined');
      const row = await context.db
        .selectFrom('asset')
        .select('state')
        .where('id', '=', id)
        .executeTakeFirst();
      expect(row?.state).to.equal('quarantined');
    });

    it('says of its network only what the device itself said, of this time', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const other = await school.aLiveDevice();
      const { id } = await keep(deviceId);
      await device.take('order');
      const detail = 'Its network is cut: it reaches nothing but this console.';
      await tell(other.device, networkEvent, { quarantineId: id, cut: true, detail });
      expect((await shown(deviceId))?.network).to.equal(null);
      await tell(device, networkEvent, { quarantineId: id, cut: true, detail: `${detail}\u0000` });
      expect((await shown(deviceId))?.network).to.deep.include({ cut: true, detail });
      await tell(device, networkEvent, { quarantineId: id, cut: false, detail: 'Its network is open.' });
      expect((await shown(deviceId))?.network).to.deep.include({
        cut: false,
        detail: 'Its network is open.',
      });
    });
  });
});
