import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aFinding, aKey, anEvent, aReport, RawDevice } from '../../../test/support/raw-device.ts';
import type { Db } from '../database/index.ts';
import { routes as enrolmentRoutes, makeCode } from '../enrolment/index.ts';
import { ensureGroup } from '../groups/index.ts';
import { renewPolicies } from '../policies/index.ts';
import { type Gateway, startGateway } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('the device link', () => {
    let db: Db;
    let context: TestContext;
    let gateway: Gateway;
    let groupId: string;
    let lines: { [field: string]: unknown }[];
    const raised: RawDevice[] = [];

    const aDevice = (key = aKey()) => {
      const device = new RawDevice(gateway.port, key);
      raised.push(device);
      return device;
    };
    const code = (preApproved = true) =>
      makeCode(context, context.by, { groupId, label: '', uses: 5, hours: 1, preApproved });

    /** Enrolled, approved and in its first session. */
    async function aLiveDevice() {
      const device = aDevice();
      await device.open();
      device.send('enrol', device.enrolBody((await code()).code));
      const { deviceId } = await device.take('approved');
      device.send('hello', device.helloBody(deviceId, null));
      const welcome = await device.take('welcome');
      await device.take('policy');
      return { device, deviceId, chain: welcome.chain, welcome };
    }

    async function again(key: RawDevice['key'], deviceId: string, chain: string | null) {
      const device = aDevice(key);
      await device.hello(deviceId, chain);
      return device;
    }

    const rowOf = (id: string) =>
      db.selectFrom('device').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

    beforeEach(async () => {
      db = await open();
      const made = await aContext(db);
      lines = [];
      context = {
        ...made,
        now: Date.now,
        config: { ...made.config, devicePort: 0, deviceHost: '127.0.0.1' },
      };
      const keep = (fields: { [field: string]: unknown }, text: string) => lines.push({ ...fields, text });
      context.log = { ...made.log, warn: keep, error: keep } as unknown as TestContext['log'];
      groupId = (await ensureGroup(db, context.schoolId, Date.now())).id;
      await renewPolicies(context);
      gateway = await startGateway(context);
    });

    afterEach(async () => {
      for (const device of raised.splice(0)) device.close();
      await gateway.close();
    });

    it('enrols, says welcome, and acknowledges what it stored', async () => {
      const { device, deviceId, welcome } = await aLiveDevice();
      expect(welcome).to.include({ resumeAfter: 0, groupId, schoolId: context.schoolId });
      const report = aReport(1, [aFinding('disk-encryption', 'not_met')]);
      device.send('records', { records: [report] });
      expect(await device.take('ack')).to.deep.equal({ ids: [report.id] });
      const row = await rowOf(deviceId);
      expect(row).to.include({ not_met: 1, stored_seq: 1 });
      expect(context.presence.isConnected(deviceId)).to.equal(true);
    });

    it('lets a device with an ordinary code wait, and tells it live when it is approved', async () => {
      const device = aDevice();
      await device.open();
      device.send('enrol', device.enrolBody((await code(false)).code));
      const { deviceId } = await device.take('waiting');
      device.send('records', { records: [aReport(1, [])] });
      const decide = enrolmentRoutes(context).find(one => one.path === '/queue/decisions');
      const body = { approve: [{ id: deviceId, name: 'Trolley 4' }], refuse: [] };
      await decide?.handle(
        { params: {}, query: {}, body, caller: context.by },
        { setSession: () => undefined },
      );
      expect(await device.take('approved')).to.deep.equal({ deviceId });
      device.send('hello', device.helloBody(deviceId, null));
      await device.take('welcome');
      expect(await rowOf(deviceId)).to.include({ name: 'Trolley 4', status: 'approved', stored_seq: 0 });
    });

    it('refuses a signature by another key, with one log line', async () => {
      const { deviceId } = await aLiveDevice();
      const other = await again(aKey(), deviceId, null);
      expect((await other.take('refuse')).code).to.equal('bad_signature');
      expect((await other.ended()).code).to.equal(4000);
      const told = lines.filter(line => line.code === 'bad_signature');
      expect(told).to.have.length(1);
      expect(told[0]?.text).to.equal('device connection refused');
    });

    it('refuses a hello recorded in another session', async () => {
      const { device, deviceId, chain } = await aLiveDevice();
      const recorded = device.helloBody(deviceId, chain);
      const replay = aDevice(device.key);
      await replay.open();
      replay.send('hello', recorded);
      expect((await replay.take('refuse')).code).to.equal('bad_signature');
      device.send('records', { records: [anEvent(1)] });
      await device.take('ack');
    });

    it('refuses to let one device be another', async () => {
      const victim = await aLiveDevice();
      const attacker = await aLiveDevice();
      const posing = aDevice(attacker.device.key);
      await posing.hello(victim.deviceId, attacker.chain);
      expect((await posing.take('refuse')).code).to.equal('bad_signature');
      attacker.device.send('records', { records: [aReport(1, [aFinding('antivirus', 'not_met')])] });
      await attacker.device.take('ack');
      expect((await rowOf(victim.deviceId)).not_met).to.equal(0);
    });

    it('refuses a large frame from a stranger unread, and an unknown version', async () => {
      const loud = aDevice();
      await loud.open();
      loud.sendText(`{"v":1,"kind":"open","body":"${'x'.repeat(20_000)}"}`);
      expect((await loud.take('refuse')).code).to.equal('malformed');
      const flood = aDevice();
      await flood.open();
      flood.sendText('x'.repeat(900_000));
      await flood.ended();
      expect(lines.filter(line => line.code === 'malformed')).to.have.length(2);
      const newer = aDevice();
      await newer.open();
      newer.sendText('{"v":2,"kind":"open","body":{}}');
      expect((await newer.take('refuse')).code).to.equal('version_unsupported');
    });

    it('ignores a kind it does not know and goes on', async () => {
      const { device } = await aLiveDevice();
      device.sendText('{"v":1,"kind":"from_the_future","body":{"a":1}}');
      device.send('records', { records: [anEvent(1)] });
      await device.take('ack');
      expect(lines.map(line => line.kind)).to.include('from_the_future');
    });

    it('names a bad record and stores the others', async () => {
      const { device } = await aLiveDevice();
      const good = anEvent(1);
      const bad = { ...anEvent(2), name: 'NOT A NAME' };
      device.send('records', { records: [bad, good, 42] });
      expect(await device.take('ack')).to.deep.equal({ ids: [good.id] });
      expect((await device.take('reject')).ids).to.deep.equal([bad.id]);
    });

    it('keeps markup in a name as text and drops what cannot be seen', async () => {
      const device = aDevice();
      await device.open();
      const name = '<img src=x onerror=alert(1)>\u202e\u0000\n';
      const body = device.enrolBody((await code()).code, { suggested: { name, system: '\u0007x' } });
      device.send('enrol', body);
      const { deviceId } = await device.take('approved');
      expect(await rowOf(deviceId)).to.include({ name: '<img src=x onerror=alert(1)>', system: 'x' });
    });

    it('lets a newer connection of the same device take the place of the older one', async () => {
      const { device, deviceId, chain } = await aLiveDevice();
      const newer = await again(device.key, deviceId, chain);
      await newer.take('welcome');
      expect((await device.ended()).code).to.equal(4001);
      expect(context.presence.isConnected(deviceId)).to.equal(true);
    });

    it('accepts the link before the last one as often as its answer is lost', async () => {
      const { device, deviceId, chain } = await aLiveDevice();
      for (let lost = 0; lost < 3; lost++) await (await again(device.key, deviceId, chain)).take('welcome');
      expect((await rowOf(deviceId)).status).to.equal('approved');
    });

    it('tells a clone apart: both are refused, the record keeps what it had, and a person decides', async () => {
      const { device, deviceId, chain } = await aLiveDevice();
      const original = await again(device.key, deviceId, chain);
      const link = (await original.take('welcome')).chain;
      const later = await again(device.key, deviceId, link);
      await later.take('welcome');
      await later.take('policy');
      later.send('records', { records: [aReport(1, [aFinding('antivirus', 'met')])] });
      await later.take('ack');
      const clone = await again(device.key, deviceId, chain);
      expect((await clone.take('refuse')).code).to.equal('cloned');
      expect((await later.take('refuse')).code).to.equal('cloned');
      const row = await rowOf(deviceId);
      expect(row).to.include({ status: 'cloned', public_key: device.key.publicKey, stored_seq: 1 });
      expect(row.states).to.include(':antivirus=unknown:');

      const rekeyed = aDevice();
      await rekeyed.open();
      const previous = rekeyed.previous(deviceId, device.key);
      rekeyed.send('enrol', { ...rekeyed.enrolBody(''), code: null, ...(previous && { previous }) });
      const waiting = await rekeyed.take('waiting');
      const decide = enrolmentRoutes(context).find(one => one.path === '/queue/decisions');
      const body = { approve: [{ id: waiting.deviceId, sameAs: deviceId }], refuse: [] };
      await decide?.handle(
        { params: {}, query: {}, body, caller: context.by },
        { setSession: () => undefined },
      );
      expect(await rekeyed.take('approved')).to.deep.equal({ deviceId });
      rekeyed.send('hello', rekeyed.helloBody(deviceId, null));
      expect((await rekeyed.take('welcome')).resumeAfter).to.equal(1);
      expect((await rowOf(deviceId)).states).to.include(':antivirus=met:');
      const missed = aDevice(rekeyed.key);
      await missed.hello(waiting.deviceId, null);
      expect(await missed.take('approved')).to.deep.equal({ deviceId });
    });

    it('accepts a newer link than it knows after its database was restored, and asks for what it lost', async () => {
      const { device, deviceId, chain } = await aLiveDevice();
      const copy = await rowOf(deviceId);
      let link = chain;
      for (let session = 0; session < 4; session++) {
        const next = await again(device.key, deviceId, link);
        link = (await next.take('welcome')).chain;
      }
      const { chain: held, chain_before, stored_seq } = copy;
      await db
        .updateTable('device')
        .set({ chain: held, chain_before, stored_seq })
        .where('id', '=', deviceId)
        .execute();
      const back = aDevice(device.key);
      await back.hello(deviceId, link, { highestSeq: 9, policyNumber: 40 });
      expect((await back.take('welcome')).resumeAfter).to.equal(0);
      const policy = JSON.parse((await back.take('policy')).payload) as { number: number };
      expect(policy.number).to.be.greaterThan(40);
      const forged = aDevice(device.key);
      await forged.hello(deviceId, randomBytes(16).toString('base64url'));
      expect((await forged.take('refuse')).code).to.equal('cloned');
    });

    it('tells a removed device so', async () => {
      const { device, deviceId, chain } = await aLiveDevice();
      await db.updateTable('device').set({ status: 'removed' }).where('id', '=', deviceId).execute();
      const back = await again(device.key, deviceId, chain);
      expect((await back.take('refuse')).code).to.equal('removed');
    });

    it('answers any frame a stranger can send with silence or one refusal, and stays up for the others', async () => {
      const { device } = await aLiveDevice();
      const frame = fc.oneof(
        fc.string({ maxLength: 400 }),
        fc.json({ maxDepth: 4 }),
        fc
          .record({
            v: fc.constantFrom(1, 1, 1, 2, null),
            kind: fc.constantFrom('open', 'enrol', 'hello', 'records', 'applied', '__proto__', 'x'),
            body: fc.jsonValue({ maxDepth: 3 }),
          })
          .map(value => JSON.stringify(value)),
      );
      let seq = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(frame, { minLength: 1, maxLength: 4 }),
          fc.boolean(),
          async (frames, opened) => {
            const stranger = aDevice();
            if (opened) await stranger.open();
            else await new Promise(resolve => stranger.socket.once('open', resolve));
            for (const one of frames) stranger.sendText(one);
            seq += 1;
            const event = anEvent(seq);
            device.send('records', { records: [event] });
            expect(await device.take('ack')).to.deep.equal({ ids: [event.id] });
            expect(stranger.unread.every(one => one.kind === 'refuse' || one.kind === 'challenge')).to.equal(
              true,
            );
            stranger.close();
          },
        ),
        { numRuns: 25 },
      );
    });
  });
});
