import { createHash, randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import type { DeviceRecord } from '../../../shared/protocol/device.ts';
import type { SoftwareItem } from '../../../shared/protocol/inventory.ts';
import { softwareText, statesText } from '../../../shared/protocol/transcript.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { anEvent, aReport } from '../../../test/support/raw-device.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { agePass, restandAll } from './ageing.ts';
import { eventsPerDay } from './event-allowance.ts';
import { Heartbeats } from './heartbeats.ts';
import { Ingest, missing } from './index.ts';

const day = 24 * 3600_000;
const hour = 3600_000;

forEachDatabase((_engine, open) => {
  describe('reports', () => {
    let db: Db;
    let school: ReportingSchool;
    let context: ReportingSchool['context'];
    let ingest: Ingest;
    const aDevice: ReportingSchool['aDevice'] = (...given) => school.aDevice(...given);
    const from: ReportingSchool['from'] = id => school.from(id);
    const finding: ReportingSchool['finding'] = (...given) => school.finding(...given);
    const report: ReportingSchool['report'] = (...given) => school.report(...given);
    const rowOf: ReportingSchool['rowOf'] = id => school.rowOf(id);

    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
      ({ context, ingest } = school);
    });

    it('keeps the device, its findings, the counts and the change together', async () => {
      const id = await aDevice();
      await report(id, 1, [finding('antivirus', 'met'), finding('idle-lock', 'not_met')]);
      await report(id, 2, [finding('antivirus', 'not_met')]);
      expect(await rowOf(id)).to.include({ not_met: 2, unknown: controls.length - 2, stored_seq: 2 });
      const changes = await db.selectFrom('posture_change').selectAll().execute();
      expect(changes.map(one => [one.control, one.before_state, one.state])).to.have.deep.members([
        ['antivirus', null, 'met'],
        ['idle-lock', null, 'not_met'],
        ['antivirus', 'met', 'not_met'],
      ]);
      const { kept, recounted } = await school.countsTwice();
      expect(kept).to.deep.equal(recounted);
    });

    it('changes nothing for a repeated id, and acknowledges it', async () => {
      const id = await aDevice();
      const first = aReport(1, [finding('antivirus', 'met')]);
      await ingest.submit(from(id), [first, first]);
      await report(id, 2, [finding('antivirus', 'not_met')]);
      const again = await ingest.submit(from(id), [first]);
      expect(again.acknowledged).to.deep.equal([first.id]);
      expect((await rowOf(id)).not_met).to.equal(1);
      expect(await db.selectFrom('device_record').select('id').execute()).to.have.length(2);
    });

    it('lets the higher sequence win when an older report arrives late', async () => {
      const id = await aDevice();
      await report(id, 8, [finding('antivirus', 'met')]);
      await report(id, 3, [finding('antivirus', 'not_met')]);
      expect(await rowOf(id)).to.include({ not_met: 0, stored_seq: 8 });
    });

    it('acknowledges nothing whose commit failed, and one device’s failure costs no other its records', async () => {
      const [good, bad] = [await aDevice('good'), await aDevice('bad')];
      let commits = 0;
      const failing = new Proxy(db, {
        get(target, name) {
          if (name !== 'transaction') {
            const value = Reflect.get(target, name, target);
            return typeof value === 'function' ? value.bind(target) : value;
          }
          return () => ({
            execute: async (work: (tx: Db) => Promise<unknown>) => {
              commits += 1;
              return target.transaction().execute(async tx => {
                const done = await work(tx as unknown as Db);
                const stored = await tx
                  .selectFrom('device_record')
                  .select('id')
                  .where('device_id', '=', bad)
                  .execute();
                if (stored.length > 0) throw new Error('the disk is full');
                return done;
              });
            },
          });
        },
      });
      const careful = new Ingest({ ...context, db: failing as unknown as Db });
      const both = await Promise.allSettled([
        careful.submit(from(good), [anEvent(1)]),
        careful.submit(from(bad), [anEvent(1)]),
      ]);
      expect(both.map(one => one.status)).to.deep.equal(['fulfilled', 'rejected']);
      expect(commits).to.equal(3);
      const stored = await db.selectFrom('device_record').select('device_id').execute();
      expect(stored.map(row => row.device_id)).to.deep.equal([good]);
    });

    it('gathers what many devices send into one transaction', async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => aDevice(`d${i}`)));
      let transactions = 0;
      const counting = new Proxy(db, {
        get(target, name) {
          if (name === 'transaction') transactions += 1;
          const value = Reflect.get(target, name, target);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
      const careful = new Ingest({ ...context, db: counting });
      await Promise.all(ids.map(id => careful.submit(from(id), [aReport(1, [finding('antivirus', 'met')])])));
      expect(transactions).to.equal(1);
    });

    it('stores nothing of a device that waits', async () => {
      const id = await aDevice('newcomer', null);
      const outcome = await ingest.submit(from(id), [anEvent(1)]).catch(error => error);
      expect(outcome).to.be.instanceOf(Error);
      expect(await db.selectFrom('device_record').select('id').execute()).to.deep.equal([]);
    });

    it('carries a control that it does not know without counting it', async () => {
      const id = await aDevice();
      await report(id, 1, [finding('teleporter', 'not_met')]);
      expect(await rowOf(id)).to.include({ not_met: 0 });
      const held = await db.selectFrom('device_finding').select('control').execute();
      expect(held).to.deep.equal([{ control: 'teleporter' }]);
    });

    it('wants only what differs from the hashes in hello', async () => {
      const id = await aDevice();
      const findings = [finding('antivirus', 'met'), finding('idle-lock', 'unknown')];
      await report(id, 1, findings);
      const states = createHash('sha256').update(statesText(findings)).digest('base64url');
      const { states_hash } = await rowOf(id);
      const same = await missing(db, id, states_hash, { states, sections: {} });
      expect(same).to.deep.equal({ states: false, sections: [] });
      const other = await missing(db, id, states_hash, {
        states: 'x'.repeat(43),
        sections: { software: states },
      });
      expect(other).to.deep.equal({ states: true, sections: ['software'] });
    });

    it('holds more of one day’s events back than it keeps', async () => {
      const id = await aDevice();
      const name = (i: number) => (i % 2 === 0 ? 'sitting.began' : 'agent.started');
      const events = Array.from({ length: eventsPerDay + 20 }, (_, i) => anEvent(i + 1, name(i)));
      const first = await ingest.submit(from(id), events.slice(0, 600));
      const second = await new Ingest(context).submit(from(id), events.slice(600));
      expect(first.acknowledged).to.have.length(600);
      expect(second.acknowledged).to.have.length(eventsPerDay - 600);
      expect(second.kept.map(one => one.id)).to.deep.equal(second.acknowledged);
      expect(second.rejected.flatMap(one => one.ids)).to.have.length(20);
    });

    describe('software', () => {
      const item = (name: string, version = '1'): SoftwareItem => ({
        name,
        version,
        publisher: null,
        source: 'dpkg',
      });
      const hashOf = (items: SoftwareItem[]) =>
        createHash('sha256').update(softwareText(items)).digest('base64url');
      let seq = 0;
      const list = (
        base: string | null,
        now: SoftwareItem[],
        put: SoftwareItem[],
        removed: string[] = [],
      ): DeviceRecord => {
        seq += 1;
        return { id: randomUUIDv7(), seq, at: 1, type: 'software', hash: hashOf(now), base, put, removed };
      };
      const installed = async (id: string) => {
        const rows = await db
          .selectFrom('device_software')
          .innerJoin('software', 'software.id', 'device_software.software_id')
          .select(['name', 'version'])
          .where('device_id', '=', id)
          .orderBy('name')
          .execute();
        return rows.map(row => `${row.name} ${row.version}`);
      };

      it('is kept by difference, and asked for whole when the base is another', async () => {
        const id = await aDevice();
        const first = Array.from({ length: 1200 }, (_, i) => item(`p${String(i).padStart(4, '0')}`));
        await ingest.submit(from(id), [list(null, first, first)]);
        expect(await installed(id)).to.have.length(1200);
        const then = [item('p0000', '2'), ...first.slice(2), item('zz')];
        const change = list(hashOf(first), then, [item('p0000', '2'), item('zz')], ['dpkg/p0001']);
        expect((await ingest.submit(from(id), [change])).want).to.equal(null);
        const now = await installed(id);
        expect([now[0], now[1], now.at(-1)]).to.deep.equal(['p0000 2', 'p0002 1', 'zz 1']);
        const lost = await ingest.submit(from(id), [list(hashOf(first), then, [item('never')])]);
        expect(lost.want).to.deep.equal({ states: false, sections: ['software'] });
        expect(lost.acknowledged).to.have.length(1);
        await ingest.submit(from(id), [list(null, [item('only')], [item('only')])]);
        expect(await installed(id)).to.deep.equal(['only 1']);
      });

      it('keeps hostile names as text that both engines can hold', async () => {
        const id = await aDevice();
        const odd = [item('a\u0000b'), item('half \ud800 pair'), item("'; drop table device; --")];
        await ingest.submit(from(id), [list(null, odd, odd)]);
        expect((await installed(id)).sort()).to.deep.equal([
          "'; drop table device; -- 1",
          'a b 1',
          'half � pair 1',
        ]);
      });
    });

    describe('age', () => {
      it('makes a finding stale only while the device is awake, and fresh again when it looks again', async () => {
        const id = await aDevice();
        await report(id, 1, [finding('idle-lock', 'met')]);
        context.clock.at += 3 * hour;
        await restandAll(context);
        expect((await rowOf(id)).states).to.include(':idle-lock=met:');
        const heartbeats = new Heartbeats(context);
        heartbeats.note({ ...from(id), observed: {} });
        await heartbeats.flush();
        expect((await rowOf(id)).states).to.include(':idle-lock=unknown:');
        heartbeats.note({ ...from(id), observed: { 'idle-lock': context.now() } });
        await heartbeats.flush();
        expect((await rowOf(id)).states).to.include(':idle-lock=met:');
      });

      it('makes a device silent after five school days, not over a weekend, with the counts', async () => {
        const id = await aDevice();
        await report(id, 1, [finding('antivirus', 'met')]);
        context.clock.at += 5 * day;
        expect(await agePass(context)).to.equal(0);
        context.clock.at += 3 * day;
        expect(await agePass(context)).to.equal(1);
        const row = await rowOf(id);
        expect(row.states).to.include(':antivirus=unknown:');
        const { kept, recounted } = await school.countsTwice();
        expect(kept).to.deep.equal(recounted);
        const last = await db
          .selectFrom('posture_change')
          .selectAll()
          .orderBy('id', 'desc')
          .limit(1)
          .executeTakeFirst();
        expect(last).to.include({ reason: 'silent', before_state: 'met' });
      });

      it('takes a wrong clock out of the age of findings', async () => {
        const id = await aDevice();
        const slow = { ...from(id), clockOffsetMs: -3 * hour };
        await ingest.submit(slow, [
          aReport(1, [finding('idle-lock', 'met', { observedAt: context.now() - 3 * hour })]),
        ]);
        expect((await rowOf(id)).states).to.include(':idle-lock=met:');
      });
    });
  });
});
