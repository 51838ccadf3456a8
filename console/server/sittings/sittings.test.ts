import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type * as z from 'zod';
import type { sittingList } from '../../../shared/protocol/api/sittings.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import { until } from '../../../test/support/until.ts';
import type { Db } from '../database/index.ts';
import { routes as devices } from '../devices/index.ts';
import { forgetPass } from '../retention/index.ts';
import { forgetting } from './forget.ts';
import { routes } from './index.ts';

const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('times of sign-ins', () => {
    let db: Db;
    let school: LinkedSchool;
    let live: Awaited<ReturnType<LinkedSchool['aLiveDevice']>>;
    let seq = 0;

    before(async () => {
      db = await open();
      school = await aLinkedSchool(db);
      live = await school.aLiveDevice();
      const ours = routes(school.context);
      ask = askRoutes(school.context, () => ours);
    });
    after(() => school.close());

    const usual = {
      sitting: 'AbC123',
      kind: 'screen',
      account: 'directory',
      person: 'xY_7-abc',
      exact: true,
    };
    async function tells(what: string, at: number, over: object = {}, id = randomUUIDv7()) {
      seq += 1;
      const event = { id, seq, at, type: 'event', name: `sitting.${what}`, facts: { ...usual, ...over } };
      live.device.send('records', { records: [event] });
      await live.device.take('ack');
      return id;
    }
    let ask: AskRoutes;
    const list = (query: object = {}) =>
      ask('get', '/devices/{id}/sittings', { params: { id: live.deviceId }, query }) as Promise<
        z.infer<typeof sittingList>
      >;

    it('are listed newest first, each once, and stand in no other place', async () => {
      const now = Date.now();
      const id = await tells('began', now - 3000);
      await tells('began', now - 3000, {}, id);
      await tells('locked', now - 2000);
      await tells('ended', now + 9 * dayMs, { exact: false, person: null });
      const { items, keptDays: days } = await list();
      expect(days).to.equal(30);
      expect(items.map(({ what, exact }) => [what, exact])).to.deep.equal([
        ['ended', false],
        ['locked', true],
        ['began', true],
      ]);
      expect(items[0]?.at).to.be.at.most(Date.now());
      expect(items[2]).to.include({ ...usual, id });
      const history = (await school.ask(devices(school.context), 'GET /devices/{id}/history', {
        id: live.deviceId,
      })) as { items: object[] };
      expect(JSON.stringify(history)).to.not.contain('itting');
      const records = await db.selectFrom('device_record').select(['type', 'body']).execute();
      expect(records.filter(({ body }) => body.includes(usual.person))).to.deep.equal([]);
      expect(records.filter(({ type }) => type === 'sitting')).to.have.length(3);
    });

    it('leave out what is of another shape or carries more', async () => {
      const before = (await list()).items.length;
      await tells('began', Date.now(), { kind: 'sofa' });
      await tells('began', Date.now(), { person: 'Anna Jones of class 4' });
      await tells('thrown_out', Date.now());
      expect((await list()).items).to.have.length(before);
    });

    it('come page by page', async () => {
      const first = await list({ limit: 2 });
      expect(first.items).to.have.length(2);
      const second = await list({ limit: 2, cursor: first.next ?? '' });
      expect(second.items).to.have.length(1);
      expect(second.next).to.equal(null);
    });

    it('of staff where only pupils sign in begin an incident that names nobody, and nothing of it stays with the times', async () => {
      const now = Date.now();
      const id = await tells('began', now, { staff: true, person: 'aT-staff' });
      await tells('began', now, { staff: true, person: 'aT-staff' }, id);
      await tells('began', now, { staff: 'Ann', person: 'aT-staff' });
      const opened = await db
        .selectFrom('incident')
        .select(['title', 'detail', 'category'])
        .where('matter', 'like', 'staff_on_pupils%')
        .execute();
      expect(opened.map(({ title, category }) => [title, category])).to.deep.equal([
        ['An account of staff was used on a computer for pupils only: Laptop 7', 'other'],
      ]);
      expect(JSON.stringify(opened)).to.not.contain('aT-staff');
      expect(JSON.stringify(await list())).to.not.contain('"staff"');
      await db.deleteFrom('sitting_moment').where('person', '=', 'aT-staff').execute();
      await db.deleteFrom('incident').where('matter', 'like', 'staff_on_pupils%').execute();
    });

    it('put whoever looks into the audit log, once an hour', async () => {
      const looks = (await school.audited()).filter(({ action }) => action === 'sittings.seen');
      expect(looks).to.deep.equal([{ action: 'sittings.seen', facts: { name: 'Laptop 7' } }]);
    });

    it('are not heard from a record that was refused', async () => {
      const before = (await list()).items.length;
      const id = randomUUIDv7();
      const facts = { ...usual, sitting: 'refused' };
      const event = { id, seq: -5, at: Date.now(), type: 'event', name: 'sitting.began', facts };
      live.device.send('records', { records: [event, { ...event, seq: 1e6, type: 'nothing' }] });
      await live.device.take('reject');
      expect((await list()).items).to.have.length(before);
    });

    it('of one account on two computers at once begin an incident, which names nobody, and only where both are in use', async () => {
      const first = await school.aLiveDevice();
      const other = await school.aLiveDevice();
      const person = 'aT-once1';
      // Told in order: what lies ahead of the console's clock is taken for now.
      const at = school.context.now() - 3600_000;
      const seqs = new Map<RawDevice, number>();
      let number = 0;
      const says = async (device: RawDevice, what: string, over: object = {}) => {
        number += 1;
        seqs.set(device, (seqs.get(device) ?? 0) + 1);
        const facts = { ...usual, person, ...over };
        const event = {
          id: randomUUIDv7(),
          seq: seqs.get(device),
          at: at + number,
          type: 'event',
          name: `sitting.${what}`,
          facts,
        };
        device.send('records', { records: [event] });
        await device.take('ack');
      };
      const incidents = () => db.selectFrom('incident').select(['title', 'category', 'matter']).execute();
      const there = { sitting: 'there' };
      await says(first.device, 'began', { sitting: 'here', account: 'kept_here' });
      await says(other.device, 'began', { ...there, account: 'kept_here' });
      expect(await incidents(), 'two accounts of one name').to.deep.equal([]);
      await says(first.device, 'began', { sitting: 'here' });
      await says(first.device, 'locked', { sitting: 'here' });
      await says(other.device, 'began', there);
      expect(await incidents(), 'the first is locked').to.deep.equal([]);
      await says(first.device, 'unlocked', { sitting: 'here', exact: false });
      await says(first.device, 'locked', { sitting: 'here' });
      await says(other.device, 'locked', there);
      await says(other.device, 'unlocked', { ...there, exact: false });
      await says(first.device, 'unlocked', { sitting: 'here' });
      await says(other.device, 'locked', there);
      await says(first.device, 'locked', { sitting: 'here' });
      expect(await incidents(), 'found some time later: it may have been locked meanwhile').to.deep.equal([]);
      await says(first.device, 'unlocked', { sitting: 'here' });
      await says(other.device, 'unlocked', there);
      await until('it is an incident', async () => (await incidents()).length > 0);
      const found = await incidents();
      expect(found.map(({ title, category }) => [title, category])).to.deep.equal([
        ['One account is in use on two computers at once: Laptop 7 and Laptop 7', 'other'],
      ]);
      expect(JSON.stringify(found)).to.not.contain(person);
      await says(other.device, 'ended', there);
      await says(first.device, 'ended', { sitting: 'here' });
      await db.deleteFrom('sitting_moment').where('person', '=', person).execute();
    });

    it('are forgotten after a month, whole', async () => {
      const keptDays = 30;
      await forgetPass({ ...school.context, now: () => Date.now() + (keptDays - 1) * dayMs }, [forgetting]);
      expect((await list()).items).to.have.length(3);
      // However long nobody looked: the console may have been off.
      await forgetPass({ ...school.context, now: () => Date.now() + 3 * keptDays * dayMs }, [forgetting]);
      expect((await list()).items).to.deep.equal([]);
      const left = await db
        .selectFrom('device_record')
        .select('type')
        .where('type', '=', 'sitting')
        .execute();
      expect(left).to.deep.equal([]);
    });
  });
});
