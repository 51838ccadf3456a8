import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { isSignedBy } from '../../../agent/service/identity.ts';
import type { OrderView } from '../../../shared/protocol/api/orders.ts';
import type { FromConsole } from '../../../shared/protocol/device.ts';
import { orderDocument } from '../../../shared/protocol/order.ts';
import { orderText } from '../../../shared/protocol/transcript.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import { until } from '../../../test/support/until.ts';
import { createAccount } from '../accounts/people.ts';
import type { Db } from '../database/index.ts';
import { changeRules } from '../policies/rules.ts';
import { routes, suspension } from './index.ts';
import { expireOrders } from './service.ts';

const minuteMs = 60_000;

forEachDatabase((_engine, open) => {
  describe('orders to a device', () => {
    let db: Db;
    let school: LinkedSchool;
    let seq = 0;
    let after: (() => Promise<void> | void) | undefined;

    beforeEach(async () => {
      db = await open();
      school = await aLinkedSchool(db);
    });
    afterEach(() => school.close());

    const order = (deviceId: string, body: object) =>
      school.ask(
        routes(school.context),
        'POST /devices/{id}/orders',
        { id: deviceId },
        body,
      ) as Promise<OrderView>;
    const list = async (deviceId: string) =>
      (
        (await school.ask(routes(school.context), 'GET /devices/{id}/orders', { id: deviceId })) as {
          items: OrderView[];
        }
      ).items;
    const withdraw = (deviceId: string, orderId: string) =>
      school.ask(routes(school.context), 'DELETE /devices/{id}/orders/{orderId}', { id: deviceId, orderId });
    const read = (signed: FromConsole['order']) => orderDocument.parse(JSON.parse(signed.payload));

    async function answer(device: RawDevice, facts: Record<string, string>, name = 'order.done') {
      seq += 1;
      const event = { id: randomUUIDv7(), seq, at: Date.now(), type: 'event', name, facts };
      device.send('records', { records: [event] });
      await device.take('ack');
      return event;
    }

    it('reach a connected device at once, signed for it alone', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const given = await order(deviceId, { order: { kind: 'check_now' } });
      expect(given).to.include({ state: 'sent', what: 'look at everything now' });
      const signed = await device.take('order');
      const { identity, schoolId } = school.context;
      expect(isSignedBy(identity.publicKey, orderText(signed.payload), signed.signature)).to.equal(true);
      expect(read(signed)).to.deep.include({
        id: given.id,
        deviceId,
        schoolId,
        order: { kind: 'check_now' },
      });
    });

    it('wait for a device that is away, and come again at each welcome until it has answered', async () => {
      const { device, deviceId, chain } = await school.aLiveDevice();
      device.close();
      await device.ended();
      while (school.context.presence.isConnected(deviceId)) await new Promise(setImmediate);
      const given = await order(deviceId, { order: { kind: 'check_now' } });
      expect(given.state).to.equal('pending');
      const first = await school.again(device.key, deviceId, chain);
      expect(read(await first.device.take('order')).id).to.equal(given.id);
      // Written once it went out.
      await until('it is said to be sent', async () => (await list(deviceId))[0]?.state === 'sent');
      const second = await school.again(device.key, deviceId, first.chain);
      expect(read(await second.device.take('order')).id).to.equal(given.id);
      await answer(second.device, { orderId: given.id, kind: 'check_now', outcome: 'done', detail: '' });
      expect((await list(deviceId))[0]?.state).to.equal('done');
      const third = await school.again(device.key, deviceId, second.chain);
      await answer(third.device, { orderId: given.id, kind: 'check_now', outcome: 'done', detail: '' });
      expect(third.device.unread).to.have.length(0);
    });

    it('take the first answer of their own device only, and tell it in the audit log', async () => {
      const own = await school.aLiveDevice();
      const other = await school.aLiveDevice();
      const given = await order(own.deviceId, {
        order: { kind: 'suspend_enforcement', minutes: 30 },
        reason: 'The exam software does not start',
      });
      await own.device.take('order');
      const done = { orderId: given.id, kind: 'suspend_enforcement', outcome: 'done', detail: '' };
      await answer(other.device, done);
      expect((await list(own.deviceId))[0]?.state).to.equal('sent');
      await answer(own.device, {
        ...done,
        outcome: 'not_possible',
        detail: 'Nothing is enforced\u0000 here.',
      });
      await answer(own.device, done);
      expect((await list(own.deviceId))[0]).to.include({
        state: 'failed',
        detail: 'Nothing is enforced here.',
      });
      const told = (await school.audited()).filter(one => one.action.startsWith('order.'));
      expect(told).to.deep.equal([
        {
          action: 'order.given',
          facts: {
            name: 'Laptop 7',
            what: 'suspend enforcement for 30 minutes',
            because: ', because: The exam software does not start',
          },
        },
        {
          action: 'order.ended',
          facts: {
            name: 'Laptop 7',
            what: 'suspend enforcement for 30 minutes',
            outcome: 'that is not possible there. Nothing is enforced here.',
          },
        },
      ]);
    });

    it('that take long show how far they are, expire no more, and come again until they are answered', async () => {
      const { device, deviceId, chain } = await school.aLiveDevice();
      const wish = { order: { kind: 'scan_for_viruses', control: 'antivirus', extent: 'quick' } };
      const given = await order(deviceId, { ...wish, expiresInMinutes: 1 });
      await device.take('order');
      const facts = { orderId: given.id, kind: 'scan_for_viruses' };
      await answer(device, { ...facts, detail: '1 of 4 folders\u0000' }, 'order.progress');
      expect((await list(deviceId))[0]).to.include({
        what: 'scan people’s files for viruses',
        ...{ state: 'working', detail: '1 of 4 folders' },
      });
      expect((await order(deviceId, wish)).id).to.equal(given.id);
      await school.context.db.updateTable('device_order').set({ expires_at: 1 }).execute();
      await expireOrders(school.context);
      const next = await school.again(device.key, deviceId, chain);
      expect(read(await next.device.take('order')).id).to.equal(given.id);
      await answer(next.device, { ...facts, outcome: 'done', detail: 'Nothing found.' });
      await answer(next.device, { ...facts, detail: '2 of 4 folders' }, 'order.progress');
      expect((await list(deviceId))[0]).to.include({ state: 'done', detail: 'Nothing found.' });
    });

    it('that a device began end when it says nothing more for a day, so that they can be given again', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const wish = { order: { kind: 'lock', control: 'idle-lock' } } as const;
      const given = await order(deviceId, wish);
      await device.take('order');
      await answer(device, { orderId: given.id, kind: 'lock', detail: 'Begun' }, 'order.progress');
      const { context } = school;
      const pass = (laterMs: number) => expireOrders({ ...context, now: () => context.now() + laterMs });
      await pass(24 * 3600_000 - 60_000);
      expect((await list(deviceId))[0]?.state).to.equal('working');
      await pass(24 * 3600_000);
      expect((await list(deviceId))[0]).to.include({ state: 'expired' });
      expect((await order(deviceId, wish)).id).not.to.equal(given.id);
    });

    it('of the same wish are one order while it waits', async () => {
      const { deviceId } = await school.aLiveDevice();
      const first = await order(deviceId, { order: { kind: 'check_now' } });
      const second = await order(deviceId, { order: { kind: 'check_now' } });
      expect(second.id).to.equal(first.id);
    });

    it('are not sent once they were withdrawn, and what a device did all the same stands', async () => {
      const { device, deviceId, chain } = await school.aLiveDevice();
      const given = await order(deviceId, { order: { kind: 'lock', control: 'idle-lock' } });
      await device.take('order');
      await withdraw(deviceId, given.id);
      expect((await list(deviceId))[0]?.state).to.equal('withdrawn');
      const next = await school.again(device.key, deviceId, chain);
      await answer(next.device, { orderId: given.id, kind: 'lock', outcome: 'done', detail: '' });
      expect((await list(deviceId))[0]?.state).to.equal('done');
      const again = await withdraw(deviceId, given.id).catch((error: { code: string }) => error.code);
      expect(again).to.equal('order.ended');
    });

    it('that people are warned of are called off at the device when they are withdrawn', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const restart = { kind: 'restart', warnMinutes: 10, inLessons: false };
      const given = await order(deviceId, { order: restart, reason: 'A driver' });
      expect(given.what).to.equal('restart, 10 minutes after saying so');
      expect((await order(deviceId, { order: restart })).id, 'asked twice, it is one wish').to.equal(
        given.id,
      );
      expect(read(await device.take('order')).order).to.deep.equal(restart);
      await device.take('order');
      const detail = 'Whoever is there was told: it restarts at 10:15.';
      await answer(device, { orderId: given.id, kind: 'restart', detail }, 'order.progress');
      expect((await list(deviceId))[0]).to.include({ state: 'working', detail });
      await withdraw(deviceId, given.id);
      const off = read(await device.take('order'));
      expect(off.order).to.deep.equal({ kind: 'call_off' });
      const ended = { kind: 'restart', outcome: 'failed', detail: 'It was called off from the console.' };
      await answer(device, { orderId: given.id, ...ended });
      await answer(device, {
        orderId: off.id,
        kind: 'call_off',
        outcome: 'done',
        detail: 'It was called off.',
      });
      expect((await list(deviceId)).map(one => one.state)).to.deep.equal(['done', 'failed']);
      const typed = await order(deviceId, { order: { kind: 'call_off' } }).catch(() => 'invalid');
      expect(typed).to.equal('invalid');
    });

    it('expire: a lock that nobody answered for ten minutes is not sent any more', async () => {
      const { device, deviceId, chain } = await school.aLiveDevice();
      await order(deviceId, { order: { kind: 'lock', control: 'idle-lock' } });
      await device.take('order');
      school.context.clock.at += 10 * minuteMs - 1;
      await expireOrders(school.context);
      expect((await list(deviceId))[0]?.state).to.equal('sent');
      school.context.clock.at += 1;
      const next = await school.again(device.key, deviceId, chain);
      await answer(next.device, { orderId: randomUUIDv7(), kind: 'lock', outcome: 'done', detail: '' });
      await expireOrders(school.context);
      expect((await list(deviceId))[0]).to.include({ state: 'expired' });
    });

    it('that suspend enforcement for long wait for a second person, unless the school wants none', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const { context } = school;
      const head = { name: 'Hazel Head', email: 'head@school.example', role: 'headteacher' as const };
      const account = await createAccount(context, context.by, head);
      const { person_id } = await db
        .selectFrom('account')
        .select('person_id')
        .where('id', '=', account.id)
        .executeTakeFirstOrThrow();
      const long = { order: { kind: 'suspend_enforcement', minutes: 240 }, reason: 'Exams' };
      const asked = (await order(deviceId, long)) as unknown as { waits: { id: string; sentence: string } };
      expect(asked.waits.sentence).to.equal('Hazel Head has to agree first.');
      expect(await list(deviceId)).to.deep.equal([]);
      const by = { ...context.by, id: `person:${person_id}`, name: head.name, role: head.role };
      await context.db.transaction().execute(async tx => {
        const payload = { deviceId, minutes: 240 };
        const askedBy = context.by;
        const facts = { id: asked.waits.id, schoolId: context.schoolId, subject: deviceId, title: '' };
        const done = await suspension.approved(
          context,
          tx,
          { ...facts, reason: 'Exams', payload, askedBy },
          by,
        );
        after = done.after;
      });
      await after?.();
      const signed = await device.take('order');
      expect(read(signed).order).to.deep.equal(long.order);
      await changeRules(context, { ...by }, { secondPerson: 'never' });
      expect(await order(deviceId, { ...long, reason: 'Again' })).to.include({ state: 'sent' });
    });

    it('that suspend enforcement count together for a day: hour after hour is as long as all at once', async () => {
      const { deviceId } = await school.aLiveDevice();
      const { context } = school;
      await createAccount(context, context.by, { name: 'Hazel', email: 'h@s.example', role: 'headteacher' });
      const pause = (minutes: number) =>
        order(deviceId, { order: { kind: 'suspend_enforcement', minutes }, reason: 'A stubborn program' });
      expect(await pause(30)).to.include({ state: 'sent' });
      const [given] = await list(deviceId);
      await db.updateTable('device_order').set({ state: 'pending', sent_at: null }).execute();
      await withdraw(deviceId, given?.id ?? '');
      expect(await pause(60), 'what it never heard of counts for nothing').to.include({ state: 'sent' });
      context.clock.at += 23 * 60 * minuteMs;
      expect(await pause(15)).to.have.property('waits');
      const asked = await db.selectFrom('approval').select(['lines', 'id']).executeTakeFirstOrThrow();
      expect(asked.lines).to.include('In the last 24 hours it was given 1 hour already.');
      await db.deleteFrom('approval').execute();
      await db.updateTable('device_order').set({ state: 'done', ended_at: context.now() }).execute();
      context.clock.at += 24 * 60 * minuteMs;
      expect(await pause(15), 'a day after it ended').to.include({ state: 'sent' });
    });

    it('are refused for a device of nobody, without a reason where one is due, and beyond fifty', async () => {
      const { deviceId } = await school.aLiveDevice();
      const code = (error: { code?: string; issues?: unknown[] }) => error.code ?? 'invalid';
      expect(await order(randomUUIDv7(), { order: { kind: 'check_now' } }).catch(code)).to.equal(
        'device.not_found',
      );
      const silent = { order: { kind: 'suspend_enforcement', minutes: 30 } };
      expect(await order(deviceId, silent).catch(code)).to.equal('invalid');
      const typed = { order: { kind: 'media_grant_here', control: 'removable-media' } };
      expect(await order(deviceId, typed).catch(code)).to.equal('invalid');
      const revoke = () => ({
        order: { kind: 'media_revoke', control: 'removable-media', grantId: randomUUIDv7() },
      });
      for (let i = 0; i < 50; i++) await order(deviceId, revoke());
      expect(await order(deviceId, revoke()).catch(code)).to.equal('order.too_many');
    });
  });
});
