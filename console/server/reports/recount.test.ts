import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import { controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { restand } from '../devices/index.ts';
import { renewPolicies } from '../policies/index.ts';
import { agePass } from './ageing.ts';
import { Heartbeats } from './heartbeats.ts';
import type { Ingest } from './index.ts';

const hour = 3600_000;

forEachDatabase((_engine, open) => {
  describe('kept counts', () => {
    let db: Db;
    let school: ReportingSchool;
    let context: ReportingSchool['context'];
    let _ingest: Ingest;
    const aDevice: ReportingSchool['aDevice'] = (...given) => school.aDevice(...given);
    const from: ReportingSchool['from'] = id => school.from(id);
    const finding: ReportingSchool['finding'] = (...given) => school.finding(...given);
    const report: ReportingSchool['report'] = (...given) => school.report(...given);
    const _rowOf: ReportingSchool['rowOf'] = id => school.rowOf(id);

    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
      ({ context, _ingest } = school);
    });

    it('keeps counts that equal a recount after any traffic', async function () {
      this.timeout(60_000);
      const groups = [school.groupId, randomUUIDv7()];
      const other = { id: groups[1] ?? '', school_id: context.schoolId, name: 'Other', created_at: 1 };
      await db.insertInto('device_group').values(other).execute();
      await renewPolicies(context);
      const ids = [await aDevice('a'), await aDevice('b'), await aDevice('c')];
      const keys = [...controls.map(one => one.key), 'not-known-here'];
      const states: State[] = ['met', 'not_met', 'unknown', 'not_applicable'];
      const device = fc.constantFrom(...ids);
      const act = fc.oneof(
        {
          weight: 5,
          arbitrary: fc.record({
            do: fc.constant('report' as const),
            device,
            control: fc.constantFrom(...keys),
            state: fc.constantFrom(...states),
            seq: fc.integer({ min: 1, max: 50 }),
          }),
        },
        fc.record({ do: fc.constant('beat' as const), device }),
        fc.record({ do: fc.constant('move' as const), device, group: fc.constantFrom(...groups) }),
        fc.record({
          do: fc.constant('status' as const),
          device,
          status: fc.constantFrom('approved', 'approved', 'cloned', 'blocked', 'removed'),
        }),
        fc.record({ do: fc.constant('wait' as const), hours: fc.integer({ min: 1, max: 100 }) }),
      );
      const heartbeats = new Heartbeats(context);
      const set = (id: string, change: { group_id?: string; status?: string }) =>
        db.transaction().execute(tx => restand(tx, context.now(), [{ id, set: change }]));
      await fc.assert(
        fc.asyncProperty(fc.array(act, { minLength: 3, maxLength: 12 }), async acts => {
          for (const one of acts) {
            if (one.do === 'report')
              await report(one.device, one.seq, [finding(one.control, one.state)]).catch(() => undefined);
            if (one.do === 'move') await set(one.device, { group_id: one.group });
            if (one.do === 'status') await set(one.device, { status: one.status });
            if (one.do === 'beat') {
              heartbeats.note({ ...from(one.device), observed: {} });
              await heartbeats.flush();
            }
            if (one.do === 'wait') {
              context.clock.at += one.hours * hour;
              await agePass(context);
            }
          }
          const { kept, recounted, devices } = await school.countsTwice();
          expect(kept).to.deep.equal(recounted);
          for (const row of devices) {
            expect(row.not_met).to.equal(row.states.split('=not_met:').length - 1);
            expect(row.unknown).to.equal(row.states.split('=unknown:').length - 1);
            if (row.status !== 'approved') expect(row.states).to.not.match(/=met:|=not_met:/);
          }
        }),
        { numRuns: 25 },
      );
    });
  });
});
