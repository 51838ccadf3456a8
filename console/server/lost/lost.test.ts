import { expect } from 'chai';
import type { LostView } from '../../../shared/protocol/api/lost.ts';
import { orderDocument } from '../../../shared/protocol/order.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import { createAccount } from '../accounts/people.ts';
import { lostKind, routes } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('a device that is lost or stolen', () => {
    let school: LinkedSchool;

    beforeEach(async () => {
      school = await aLinkedSchool(await open());
    });
    afterEach(() => school.close());

    const ask = (name: string, id: string, body?: object) =>
      school.ask(routes(school.context), name, { id }, body);
    const wish = { how: 'stolen', message: 'Please ring the school.', reason: 'Gone from a car' };
    const report = (id: string) => ask('POST /devices/{id}/lost', id, wish);
    const shown = async (id: string) =>
      ((await ask('GET /devices/{id}/lost', id)) as { lost: LostView | null }).lost;
    const code = (error: { code: string }) => error.code;
    const read = (payload: string) => orderDocument.parse(JSON.parse(payload)).order;

    it('is ordered, written down and begins an incident only when a second person has agreed', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const { context } = school;
      const head = { name: 'Hazel Head', email: 'head@school.example', role: 'headteacher' as const };
      const account = await createAccount(context, context.by, head);
      const asked = (await report(deviceId)) as { waits: { id: string; sentence: string } };
      expect(asked.waits.sentence).to.equal('Hazel Head has to agree first.');
      expect(await shown(deviceId)).to.equal(null);
      expect(await context.db.selectFrom('device_order').select('id').execute()).to.deep.equal([]);
      expect(await context.db.selectFrom('incident').select('id').execute()).to.deep.equal([]);
      const approval = await context.db
        .selectFrom('approval')
        .selectAll()
        .where('id', '=', asked.waits.id)
        .executeTakeFirstOrThrow();
      const lines: string[] = JSON.parse(approval.lines);
      expect(lines.join(' '))
        .to.include('Please ring the school.')
        .and.to.include('Nobody looks for where it is');
      const by = { ...context.by, id: `person:${account.id}`, name: head.name, role: head.role };
      const facts = { id: approval.id, schoolId: context.schoolId, subject: deviceId, title: '' };
      const payload = lostKind.read(JSON.parse(approval.payload));
      const given = { ...facts, reason: wish.reason, payload, askedBy: context.by };
      const done = await context.db.transaction().execute(tx => lostKind.approved(context, tx, given, by));
      await done.after?.();
      const order = read((await device.take('order')).payload);
      expect(order).to.deep.include({ kind: 'lost_mode', message: wish.message });
      expect(await shown(deviceId)).to.include({
        how: 'stolen',
        state: 'sent',
        endedAt: null,
        heardAt: null,
      });
      const incident = await context.db.selectFrom('incident').selectAll().executeTakeFirstOrThrow();
      expect(incident).to.include({ category: 'lost_or_stolen', device_id: deviceId, status: 'open' });
      expect(incident.detail).to.include('encrypted').and.to.include('72 hours');
      expect((await school.audited()).map(one => one.action)).to.include.members([
        'device.lost',
        'order.given',
      ]);
      expect(await report(deviceId).catch(code)).to.equal('lost.already');
    });

    it('is told whenever it turns up, and goes on as usual once it is released', async () => {
      const { device, deviceId, chain } = await school.aLiveDevice();
      device.close();
      await device.ended();
      while (school.context.presence.isConnected(deviceId)) await new Promise(setImmediate);
      const lost = (await report(deviceId)) as LostView;
      expect(lost, 'nobody else here may agree').to.include({ how: 'stolen', state: 'pending' });
      school.context.clock.at += 200 * 24 * 3600_000;
      const next = await school.again(device.key, deviceId, chain);
      expect(read((await next.device.take('order')).payload)).to.deep.include({ lostId: lost.id });
      await ask('POST /devices/{id}/lost/release', deviceId, { reason: 'Handed in' });
      expect(read((await next.device.take('order')).payload)).to.deep.equal({
        ...{ kind: 'lost_release', lostId: lost.id },
      });
      expect((await shown(deviceId))?.endedBy).to.equal(school.context.by.name);
      const twice = ask('POST /devices/{id}/lost/release', deviceId, { reason: 'Again' });
      expect(await twice.catch(code)).to.equal('lost.not_lost');
    });

    it('has to be one of the school’s, with a reason and words for whoever finds it', async () => {
      const { deviceId } = await school.aLiveDevice();
      expect(await report('00000000-0000-7000-8000-000000000000').catch(code)).to.equal('device.not_found');
      for (const missing of [{ reason: ' ' }, { message: '' }, { how: 'sold' }, { place: 'home' }]) {
        const given = ask('POST /devices/{id}/lost', deviceId, { ...wish, ...missing });
        expect(await given.catch(() => 'invalid'), JSON.stringify(missing)).to.equal('invalid');
      }
    });
  });
});
