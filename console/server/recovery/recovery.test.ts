import { randomBytes, randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { RecoverySecret } from '../../../agent/service/orders/recovery-secret.ts';
import { type Typed, TypedCodes } from '../../../agent/service/orders/typed-codes.ts';
import { memoryCell } from '../../../agent/service/state.ts';
import { makeSealingKey, type SealingKey, unseal } from '../../../agent/service/system/sealing.ts';
import type { RecoveryCode, RecoveryView } from '../../../shared/protocol/api/orders.ts';
import { writeChallenge } from '../../../shared/protocol/break-glass.ts';
import type { FromConsole } from '../../../shared/protocol/device.ts';
import { sealingText, sealText } from '../../../shared/protocol/transcript.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import { createAccount } from '../accounts/people.ts';
import type { Db } from '../database/index.ts';
import { routes as orderRoutes } from '../orders/index.ts';
import { giveCode, routes } from './index.ts';
import { recoverySecret } from './secret.ts';

forEachDatabase((_engine, open) => {
  describe('the recovery secret of a device', () => {
    let db: Db;
    let school: LinkedSchool;
    let seq = 0;

    beforeEach(async () => {
      db = await open();
      school = await aLinkedSchool(db);
    });
    afterEach(() => school.close());

    const states =
      (key: SealingKey, epoch = 0, signer?: RawDevice) =>
      (device: RawDevice, deviceId: string) => ({
        sealing: {
          key: key.publicKey,
          epoch,
          signature: (signer ?? device).key.sign(sealingText(device.nonces, deviceId, key.publicKey, epoch)),
        },
      });
    const opened = (key: SealingKey, deviceId: string, sealed: FromConsole['recovery']) =>
      unseal(key, sealed, sealText(deviceId, sealed.epoch, key.publicKey, sealed.key));
    const view = (deviceId: string) =>
      school.ask(routes(school.context), 'GET /devices/{id}/recovery', {
        id: deviceId,
      }) as Promise<RecoveryView>;
    const give = (deviceId: string, challenge: string, allow: object = { purpose: 'suspend', minutes: 60 }) =>
      school.ask(
        routes(school.context),
        'POST /devices/{id}/recovery-codes',
        { id: deviceId },
        { challenge, allow, reason: 'Nothing works' },
      ) as Promise<RecoveryCode>;

    async function tell(
      device: RawDevice,
      name: string,
      facts: Record<string, string | number>,
      id = randomUUIDv7(),
    ) {
      seq += 1;
      device.send('records', { records: [{ id, seq, at: Date.now(), type: 'event', name, facts }] });
    }

    it('comes sealed to the key that the device signed, and opens for nobody else', async () => {
      const key = makeSealingKey();
      const { device, deviceId } = await school.aLiveDevice(states(key));
      const sealed = await device.take('recovery');
      const secret = recoverySecret(school.context.identity, deviceId, 1);
      expect(opened(key, deviceId, sealed)).to.deep.equal(secret);
      expect(opened(makeSealingKey(), deviceId, sealed)).to.equal(undefined);
      expect(opened(key, deviceId, { ...sealed, epoch: 2 })).to.equal(undefined);
      expect(JSON.stringify(sealed)).to.not.include(secret.toString('base64url'));
    });

    it('comes to a device that was approved before there were any, at its next session', async () => {
      const key = makeSealingKey();
      const before = await school.aLiveDevice();
      expect((await view(before.deviceId)).ready).to.equal(false);
      const { device } = await school.again(before.device.key, before.deviceId, before.chain, states(key));
      expect(opened(key, before.deviceId, await device.take('recovery'))).to.have.length(32);
    });

    it('is not given to a key that somebody between signed, and the session goes on', async () => {
      const { device: between } = await school.aLiveDevice();
      const { device } = await school.aLiveDevice(states(makeSealingKey(), 0, between));
      await tell(device, 'agent.started', {});
      await device.take('ack');
      expect(device.unread).to.have.length(0);
    });

    it('is taken by the real device end only with the console’s signature, for this session, and never an older one', async () => {
      const key = makeSealingKey();
      const { device, deviceId, chain } = await school.aLiveDevice(states(key));
      const sealed = await device.take('recovery');
      const { publicKey } = school.context.identity;
      const cell = memoryCell<{ key: SealingKey; held: null }>();
      cell.write({ key, held: null });
      const held = new RecoverySecret(cell as never);
      const forged = { ...sealed, box: randomBytes(48).toString('base64url') };
      expect(held.accept(forged, device.nonces, deviceId, publicKey)).to.include({ reason: 'bad_signature' });
      const elsewhere = { ...device.nonces, consoleNonce: 'another' };
      expect(held.accept(sealed, elsewhere, deviceId, publicKey)).to.include({ reason: 'bad_signature' });
      expect(held.accept(sealed, device.nonces, deviceId, publicKey)).to.deep.equal({ ok: true, epoch: 1 });
      await tell(device, 'recovery.used', used(1));
      const next = await device.take('recovery');
      expect(held.accept(next, device.nonces, deviceId, publicKey)).to.deep.equal({ ok: true, epoch: 2 });
      expect(held.accept(sealed, device.nonces, deviceId, publicKey)).to.include({ reason: 'older' });
      expect(held.held?.secret).to.deep.equal(recoverySecret(school.context.identity, deviceId, 2));
      await school.again(device.key, deviceId, chain);
    });

    const used = (epoch: number) => ({
      kind: 'suspend_enforcement',
      purpose: 'suspend',
      minutes: 60,
      epoch,
      outcome: 'done',
      detail: '',
    });

    it('is another after it was used: at once, and once for each use', async () => {
      const key = makeSealingKey();
      const { device, deviceId } = await school.aLiveDevice(states(key));
      await device.take('recovery');
      const id = randomUUIDv7();
      await tell(device, 'recovery.used', used(1), id);
      expect((await device.take('recovery')).epoch).to.equal(2);
      await device.take('ack');
      await tell(device, 'recovery.used', used(1), id);
      await device.take('ack');
      expect((await view(deviceId)).usedAt).to.equal(school.context.now());
      await tell(device, 'recovery.used', used(1));
      await device.take('ack');
      const told = (await school.audited()).filter(one => one.action === 'recovery.used');
      expect(told.map(one => one.facts)).to.deep.equal(
        Array.from({ length: 2 }, () => ({
          name: 'Laptop 7',
          what: 'suspend enforcement for 1 hour',
          outcome: 'Done.',
        })),
      );
    });

    it('is the same at the next session, is another for a key that is new, and is not lost by a restored console', async () => {
      const key = makeSealingKey();
      const { device, deviceId, chain } = await school.aLiveDevice(states(key));
      await device.take('recovery');
      const same = await school.again(device.key, deviceId, chain, states(key, 1));
      await tell(same.device, 'agent.started', {});
      await same.device.take('ack');
      expect(same.device.unread).to.have.length(0);
      const reimaged = await school.again(device.key, deviceId, same.chain, states(makeSealingKey()));
      expect((await reimaged.device.take('recovery')).epoch).to.equal(2);
      await db.deleteFrom('device_recovery').execute();
      const restored = await school.again(device.key, deviceId, reimaged.chain, states(key, 7));
      await tell(restored.device, 'agent.started', {});
      await restored.device.take('ack');
      expect(restored.device.unread).to.have.length(0);
      expect((await view(deviceId)).ready).to.equal(true);
      const row = await db.selectFrom('device_recovery').selectAll().executeTakeFirstOrThrow();
      expect(row).to.include({ epoch: 7, kept_epoch: 7 });
    });

    it('takes no harm from what no honest device would say', async () => {
      const { device, deviceId } = await school.aLiveDevice(
        states({ ...makeSealingKey(), publicKey: 'A'.repeat(43) }),
      );
      for (const epoch of [-1, 0, 1.5, 2 ** 40, Number.MAX_SAFE_INTEGER]) {
        await tell(device, 'recovery.kept', { epoch });
        await device.take('ack');
        await tell(device, 'recovery.used', used(epoch));
        await device.take('ack');
      }
      await tell(device, 'order.done', { orderId: 'x', outcome: 'done', detail: '' });
      await device.take('ack');
      expect(await view(deviceId)).to.deep.equal({ ready: false, keptAt: null, usedAt: null });
    });

    it('is known to be kept once the device said so', async () => {
      const { device, deviceId } = await school.aLiveDevice(states(makeSealingKey()));
      await device.take('recovery');
      expect((await view(deviceId)).ready).to.equal(false);
      await tell(device, 'recovery.kept', { epoch: 1 });
      await device.take('ack');
      expect(await view(deviceId)).to.deep.equal({
        ready: true,
        keptAt: school.context.now(),
        usedAt: null,
      });
    });

    it('answers a challenge with a code that the device accepts', async () => {
      const { device, deviceId } = await school.aLiveDevice(states(makeSealingKey()));
      await device.take('recovery');
      const codes = new TypedCodes({
        cell: memoryCell<Typed>(),
        held: () => ({ deviceId, epoch: 1, secret: recoverySecret(school.context.identity, deviceId, 1) }),
        uptime: () => 1000,
        now: Date.now,
        random: bytes => randomBytes(bytes),
      });
      const allow = { purpose: 'media', access: 'read_only', minutes: 30 };
      const given = await give(deviceId, codes.challenge()?.toLowerCase() ?? '', allow);
      expect(given.what).to.equal('let one stick be read for 30 minutes');
      expect(codes.enter(given.code)).to.deep.include({ kind: 'accepted', act: allow });
      const told = (await school.audited()).at(-1);
      expect(told?.action).to.equal('recovery.code_given');
      expect(JSON.stringify(told)).to.not.include(given.code);
    });

    it('counts the codes of a day together with the orders, and one challenge once', async () => {
      const { device, deviceId } = await school.aLiveDevice(states(makeSealingKey()));
      await device.take('recovery');
      const { context } = school;
      await createAccount(context, context.by, { name: 'Hazel', email: 'h@s.example', role: 'headteacher' });
      const by = { ...context.by, id: 'person:tim', name: 'Tim', role: 'technician' as const };
      const shown = () => writeChallenge(randomBytes(6), 1, deviceId);
      const pause = (challenge: string, minutes: 15 | 30 | 60) =>
        giveCode(context, by, deviceId, {
          ...{ challenge, allow: { purpose: 'suspend', minutes }, reason: 'Nothing works' },
        });
      const first = shown();
      expect(await pause(first, 30)).to.have.property('code');
      expect(await pause(first, 60), 'in place of it').to.have.property('code');
      expect(await pause(first, 15), 'a shorter one too').to.have.property('code');
      expect(await pause(shown(), 15), 'the longest counts').to.have.property('waits');
      const ordered = await school.ask(
        orderRoutes(context),
        'POST /devices/{id}/orders',
        { id: deviceId },
        { order: { kind: 'suspend_enforcement', minutes: 15 }, reason: 'Nothing works' },
      );
      expect(ordered).to.have.property('waits');
      context.clock.at += 24 * 3600_000;
      expect(await pause(shown(), 60), 'a day later').to.have.property('code');
    });

    it('gives no code for a challenge of another device, or before there is a secret', async () => {
      const one = await school.aLiveDevice(states(makeSealingKey()));
      const none = await school.aLiveDevice();
      await one.device.take('recovery');
      const code = (error: { code: string }) => error.code;
      const wrong = `${writeChallenge(randomBytes(6), 1, one.deviceId).slice(0, -1)}U`;
      expect(await give(one.deviceId, wrong).catch(code)).to.equal('recovery.wrong_challenge');
      const right = writeChallenge(randomBytes(6), 1, none.deviceId);
      expect(await give(none.deviceId, right).catch(code)).to.equal('recovery.no_secret');
      expect(await give(randomUUIDv7(), right).catch(code)).to.equal('device.not_found');
    });
  });
});
