import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { RequestOutcomes, RequestView } from '../../../shared/protocol/api/requests.ts';
import { orderDocument } from '../../../shared/protocol/order.ts';
import { factsOfRequest, type Request, requestEvent } from '../../../shared/protocol/request.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import { until } from '../../../test/support/until.ts';
import type { Db } from '../database/index.ts';
import { createEvents } from '../events.ts';
import { routes as mediaRoutes } from '../media/index.ts';
import { hashSerial, schoolSerialKey } from '../policies/index.ts';
import { routes, startAnswering } from './index.ts';

const software: Request = {
  kind: 'software',
  person: 'Ben Brook',
  reason: 'Maths in year 3',
  title: 'GeoGebra',
  publisher: 'International GeoGebra Institute',
  licence: 'free',
  suitability: 'Year 3 and older',
  personalData: 'no',
};

forEachDatabase((_engine, open) => {
  describe('the requests inbox', () => {
    let db: Db;
    let school: LinkedSchool;
    let seq = 0;

    beforeEach(async () => {
      db = await open();
      school = await aLinkedSchool(db);
    });
    afterEach(() => school.close());

    const media = (more: Partial<Extract<Request, { kind: 'media' }>> = {}): Request => ({
      kind: 'media',
      person: 'Anna Ash',
      reason: 'Photos of the harvest festival',
      media: { vendorId: '0781', productId: '5567', serialHash: 'h'.repeat(43) },
      serial: 'AA11',
      access: 'read_only',
      minutes: 60,
      scan: 'not_scanned',
      ...more,
    });

    async function asks(device: RawDevice, request: Request, requestId = randomUUIDv7()): Promise<string> {
      seq += 1;
      const facts = factsOfRequest(requestId, request);
      const event = { id: randomUUIDv7(), seq, at: Date.now(), type: 'event', name: requestEvent, facts };
      device.send('records', { records: [event] });
      await device.take('ack');
      return requestId;
    }
    const waiting = async () =>
      (
        (await school.ask(routes(school.context), 'GET /requests', {})) as {
          items: RequestView[];
          waiting: number;
        }
      ).items;
    const read = (id: string) =>
      school.ask(routes(school.context), 'GET /requests/{id}', { id }) as Promise<RequestView>;
    const decide = async (body: object) =>
      (
        (await school.ask(
          routes(school.context),
          'POST /requests/decisions',
          {},
          { approve: [], refuse: [], reason: '', ...body },
        )) as RequestOutcomes
      ).items;
    const reopen = (id: string) => school.ask(routes(school.context), 'POST /requests/{id}/reopen', { id });
    const orderIn = async (device: RawDevice) =>
      orderDocument.parse(JSON.parse((await device.take('order')).payload)).order;

    it('takes what a device sends, once, and only as much as one device may ask', async () => {
      const { device } = await school.aLiveDevice();
      const id = await asks(device, media());
      await asks(device, media(), id);
      expect((await waiting()).map(one => one.title)).to.deep.equal(['Read a stick for 1 hour']);
      const [one] = await waiting();
      expect(one).to.deep.include({ person: 'Anna Ash', madeBy: null, state: 'waiting' });
      expect(one?.device?.connected).to.equal(true);
      for (let more = 0; more < 25; more += 1) await asks(device, media());
      expect(await waiting()).to.have.length(20);
    });

    it('has the device told in under a second when a stick is approved, and tells what it answered', async () => {
      const { device } = await school.aLiveDevice();
      const id = await asks(device, media());
      const began = Date.now();
      const [outcome] = await decide({
        approve: [{ id, grant: { access: 'read_write', minutes: 240, singleUse: true } }],
      });
      const order = await orderIn(device);
      expect(Date.now() - began).to.be.below(1000);
      expect(outcome).to.include({ id, done: true });
      expect(order.kind === 'media_grant' && order.grant).to.deep.include({
        media: { vendorId: '0781', productId: '5567', serialHash: 'h'.repeat(43) },
        access: 'read_write',
        durationSec: 4 * 3600,
        singleUse: true,
        user: 'Anna Ash',
      });
      expect((await read(id)).outcome?.sentence).to.equal('The device was told.');
      expect((await decide({ approve: [{ id }] }))[0]).to.include({ done: false });
    });

    it('undoes a yes by ending the permission at the device, and a no by asking again', async () => {
      const { device } = await school.aLiveDevice();
      const id = await asks(device, media());
      await decide({ approve: [{ id }] });
      const given = await orderIn(device);
      expect(await orderIn(device)).to.deep.include({
        ...{ kind: 'request_answer', requestId: id, state: 'approved', what: 'media', person: 'Anna Ash' },
        ...{ answer: '', until: given.kind === 'media_grant' && given.grant.notAfter },
      });
      await reopen(id);
      const ended = await orderIn(device);
      expect(await orderIn(device)).to.include({ requestId: id, state: 'waiting' });
      expect(ended.kind === 'media_revoke' && ended.grantId).to.equal(
        given.kind === 'media_grant' && given.grant.grantId,
      );
      expect((await read(id)).state).to.equal('waiting');
      expect((await refusal(decide({ refuse: [id] }))).fields?.reason).to.be.a('string');
      await decide({ refuse: [id], reason: 'Please use the shared drive' });
      expect(await read(id)).to.include({ state: 'refused', answer: 'Please use the shared drive' });
      await reopen(id);
      expect((await refusal(reopen(id))).code).to.equal('request.waits');
    });

    it('has a no told at the computer to whoever asked there: at once, or when it is next seen', async () => {
      const { device, deviceId, chain } = await school.aLiveDevice();
      const first = await asks(device, media());
      const second = await asks(device, software);
      const reason = 'Please use the shared drive';
      const [outcome] = await decide({ refuse: [first], reason });
      expect(outcome?.sentence).to.equal('Refused. The computer tells whoever asked, with your sentence.');
      expect(await orderIn(device)).to.deep.include({
        ...{ kind: 'request_answer', requestId: first, state: 'refused', what: 'media', title: '' },
        ...{ person: 'Anna Ash', by: 'the command line', answer: reason },
      });
      await reopen(first);
      expect(await orderIn(device)).to.include({ requestId: first, state: 'waiting', answer: '' });
      device.close();
      await device.ended();
      await until('the console knows', () => !school.context.presence.isConnected(deviceId));
      expect((await decide({ refuse: [second], reason }))[0]?.sentence).to.include('once it is connected');
      const again = await school.again(device.key, deviceId, chain);
      const orders = [await orderIn(again.device), await orderIn(again.device), await orderIn(again.device)];
      expect(orders.at(-1)).to.include({ what: 'software', title: 'GeoGebra', person: 'Ben Brook' });
      const log = (await school.audited()).map(one => one.action);
      expect(log).not.to.include('order.given');
      again.device.close();
    });

    it('refuses also where no computer can tell: asked in person, or gone from the school', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const made = (await school.ask(
        ...([routes(school.context), 'POST /requests', {}, { deviceId, request: media() }] as const),
      )) as RequestView;
      const [outcome] = await decide({ refuse: [made.id], reason: 'No' });
      expect(outcome?.sentence).to.equal('Refused. Tell whoever asked: no computer can.');
      const id = await asks(device, media());
      await db.updateTable('device').set({ status: 'removed' }).where('id', '=', deviceId).execute();
      expect((await decide({ refuse: [id], reason: 'No' }))[0]).to.include({ done: true });
    });

    it('approves thirty at once, each for itself', async () => {
      const { device } = await school.aLiveDevice();
      const other = await school.aLiveDevice();
      const ids: string[] = [];
      for (let at = 0; at < 30; at += 1)
        ids.push(await asks(at % 2 === 0 ? device : other.device, media({ person: `Person ${at}` })));
      await decide({ refuse: ids.slice(0, 1), reason: 'Twice' });
      const outcomes = await decide({ approve: ids.map(id => ({ id })) });
      expect(outcomes.filter(one => one.done)).to.have.length(29);
      expect(outcomes[0]?.sentence).to.include('decided about this already');
      expect(await waiting()).to.deep.equal([]);
    });

    it('tells what the register and earlier decisions say, and lets no lost stick in', async () => {
      const { device } = await school.aLiveDevice();
      const { context } = school;
      const serialHash = hashSerial('AA11', await schoolSerialKey(db, context.schoolId));
      const stick = { vendorId: '0781', productId: '5567', serial: 'AA11' };
      const entered = (await school.ask(
        mediaRoutes(context),
        'POST /media',
        {},
        { ...stick, label: 'Stick 9' },
      )) as { id: string };
      await device.take('policy');
      const one = media({ media: { vendorId: '0781', productId: '5567', serialHash } });
      await decide({ refuse: [await asks(device, one)], reason: 'Bring it to the office' });
      await orderIn(device);
      const id = await asks(device, one);
      const shown = await read(id);
      expect(shown.facts.find(fact => fact.name === 'Register')?.value).to.equal(
        '“Stick 9”, the school’s own',
      );
      expect(shown.before[0]).to.match(/^This stick, for Anna Ash, .*: refused: “Bring it to the office”$/);
      await school.ask(
        mediaRoutes(context),
        'POST /media/{id}/state',
        { id: entered.id },
        { revision: 1, to: 'lost' },
      );
      expect((await decide({ approve: [{ id }] }))[0]).to.include({ done: false });
      expect((await read(id)).state).to.equal('waiting');
    });

    it('puts an approved program into a draft of the policy, with everything that was said', async () => {
      const { device } = await school.aLiveDevice();
      const id = await asks(device, software);
      await decide({ approve: [{ id }] });
      const { outcome } = await read(id);
      const versionId = outcome?.to?.split('/').at(-1) ?? '';
      const version = await db
        .selectFrom('policy_version')
        .select(['scope', 'status', 'settings'])
        .where('id', '=', versionId)
        .executeTakeFirstOrThrow();
      const [rule] = JSON.parse(version.settings).controls['approved-software'].rules;
      expect(version).to.include({ scope: 'school', status: 'draft' });
      expect(rule).to.deep.include({
        decision: 'allow',
        by: 'product',
        value: 'GeoGebra',
        publisher: 'International GeoGebra Institute',
        why: 'Ben Brook: Maths in year 3; licence: free to use; suitable for: Year 3 and older; personal data: no',
      });
      // The draft asks the devices for all they see.
      await device.take('want');
      const second = await asks(device, { ...software, title: 'Scratch 3' });
      await decide({ approve: [{ id: second }] });
      const again = await db
        .selectFrom('policy_version')
        .select('settings')
        .where('id', '=', versionId)
        .executeTakeFirstOrThrow();
      expect(JSON.parse(again.settings).controls['approved-software'].rules).to.have.length(2);
      expect((await refusal(reopen(id))).code).to.equal('request.in_draft');
      const now = async (set: { status?: string; settings?: string }) => {
        await db.updateTable('policy_version').set(set).where('id', '=', versionId).execute();
        const one = await read(id);
        return [one.outcome?.sentence, one.canTakeBack];
      };
      expect(await now({ status: 'in_force' })).to.deep.equal([
        'It is in the policy that is in force.',
        false,
      ]);
      expect((await now({ settings: '{"controls":{}}', status: 'draft' }))[0]).to.include('taken out of');
      expect((await now({ status: 'discarded' }))[0]).to.include('the draft of the policy was discarded');
      await reopen(id);
      expect(await read(id)).to.include({ state: 'waiting', outcome: null });
    });

    it('tells whoever asked for a program once the policy that approves it is in force, and once', async () => {
      const { device } = await school.aLiveDevice();
      const id = await asks(device, software);
      await decide({ approve: [{ id }] });
      await device.take('want');
      const versionId = (await read(id)).outcome?.to?.split('/').at(-1) ?? '';
      const told = () =>
        db.selectFrom('device_order').selectAll().where('kind', '=', 'request_answer').execute();
      const turns = async (set: object) => {
        await db.updateTable('policy_version').set(set).where('id', '=', versionId).execute();
        const events = createEvents(run => setImmediate(run));
        const stop = startAnswering({ ...school.context, events });
        events.nudge(school.context.schoolId, ['policies']);
        await new Promise(resolve => setTimeout(resolve, 20));
        await stop();
      };
      for (const status of ['waiting', 'rolling_out']) await turns({ status });
      expect(await told()).to.deep.equal([]);
      await turns({ status: 'in_force', in_force_at: school.context.now() });
      expect(await orderIn(device)).to.deep.include({
        ...{ kind: 'request_answer', requestId: id, state: 'approved', what: 'software', title: 'GeoGebra' },
        ...{ person: 'Ben Brook', by: 'the command line', answer: '' },
      });
      await turns({ status: 'in_force' });
      expect(await told()).to.have.length(1);
      expect((await read(id)).outcome?.sentence).to.equal('It is in the policy that is in force.');
    });

    it('lets a stick in at a computer that is away for as long as it may hear of it, and can be taken back so long', async () => {
      const { device, deviceId, chain } = await school.aLiveDevice();
      const id = await asks(device, media());
      device.close();
      await device.ended();
      await until('the console knows', () => !school.context.presence.isConnected(deviceId));
      expect((await decide({ approve: [{ id }] }))[0]?.sentence).to.include('within a week');
      school.context.clock.at += 6 * 24 * 3600_000;
      const again = await school.again(device.key, deviceId, chain);
      const order = await orderIn(again.device);
      expect(order.kind === 'media_grant' && order.grant.notAfter).to.be.above(school.context.now());
      again.device.close();
      expect((await read(id)).canTakeBack).to.equal(true);
      school.context.clock.at += 3 * 24 * 3600_000;
      expect((await refusal(reopen(id))).code).to.equal('request.too_old');
    });

    it('says once of an order that nobody answered that nobody did', async () => {
      const { device } = await school.aLiveDevice();
      const id = await asks(device, media());
      await decide({ approve: [{ id }] });
      const ended = { state: 'expired', detail: 'The device did not answer in time.' };
      await db.updateTable('device_order').set(ended).execute();
      expect((await read(id)).outcome?.sentence).to.equal('The device did not answer in time.');
    });

    it('is also filled by the technician for somebody in person, and decided in the same step', async () => {
      const { device, deviceId } = await school.aLiveDevice();
      const make = (body: object) =>
        school.ask(routes(school.context), 'POST /requests', {}, body) as Promise<RequestView>;
      const allow = { access: 'read_only', minutes: 60, singleUse: true };
      const made = await make({ deviceId, request: media(), allow });
      expect(made).to.include({ state: 'approved', madeBy: 'the command line' });
      expect((await orderIn(device)).kind).to.equal('media_grant');
      expect((await refusal(make({ request: media() }))).fields?.deviceId).to.be.a('string');
      expect(await make({ request: software })).to.include({ state: 'waiting', device: null });
      const actions = (await school.audited())
        .map(one => one.action)
        .filter(one => one.startsWith('request.'));
      expect(actions).to.deep.equal(['request.made', 'request.approved', 'request.made']);
    });
  });
});
