import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type * as z from 'zod';
import type { sittingList } from '../../../shared/protocol/api/sittings.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { Db } from '../database/index.ts';
import { routes as devices } from '../devices/index.ts';
import { forgetPass, keptDays } from './forget.ts';
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

    it('are forgotten after a month, whole', async () => {
      await forgetPass({ db, now: () => Date.now() + (keptDays - 1) * dayMs });
      expect((await list()).items).to.have.length(3);
      // However long nobody looked: the console may have been off.
      await forgetPass({ db, now: () => Date.now() + 3 * keptDays * dayMs });
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
