import { PDFDocument } from '@cantoo/pdf-lib';
import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import type { State } from '../../../shared/finding.ts';
import type { GovernorsReport, KeptGovernorsReport } from '../../../shared/protocol/api/governors.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { createAccount } from '../accounts/people.ts';
import type { Db } from '../database/index.ts';
import { keepPass } from '../promises/keeping.ts';
import type { FileAnswer } from '../route.ts';
import { routes } from './index.ts';

const path = '/governors-reports';
const computers = 24;
const hourMs = 3600_000;

forEachDatabase((engine, open) => {
  describe('the report to the governors', function () {
    this.timeout(60_000);
    let db: Db;
    let school: ReportingSchool;
    let ask: AskRoutes;
    let ids: string[] = [];
    let seq = 0;

    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
      school.context.clock.at = Date.UTC(2026, 10, 23, 9);
      ask = askRoutes(school.context, () => routes(school.context));
      ids = [];
      for (let at = 0; at < computers; at++) ids.push(await school.aDevice(`Elm-${at}`));
    });

    /** Everybody reports, the first `broken` of them an open firewall, and in the afternoon the day is kept. */
    async function aDay(broken: number): Promise<void> {
      seq++;
      for (const [at, id] of ids.entries()) {
        const state = (key: string): State => (key === 'firewall' && at < broken ? 'not_met' : 'met');
        await school.report(
          id,
          seq,
          controls.map(({ key }) => school.finding(key, state(key))),
        );
      }
      school.context.clock.at += 6 * hourMs;
      expect(await keepPass(school.context)).to.equal(1);
      school.context.clock.at += 18 * hourMs;
    }
    const preview = (day?: string) =>
      ask('get', `${path}/preview`, { query: day === undefined ? {} : { day } }) as Promise<GovernorsReport>;
    const keep = (day: string, comment = '') =>
      ask('post', path, { body: { day, comment } }) as Promise<KeptGovernorsReport>;
    const firewall = ({ promises }: GovernorsReport) => promises.find(one => one.key === 'firewall');

    it('says so while no day was kept', async () => {
      const refused = await ask.refused(preview(), 404);
      expect(refused.code).to.equal('governors.no_day');
    });

    it('names no computer, no person and no number under five', async () => {
      await aDay(2);
      await school.context.db.updateTable('device').set({ name: 'Elm-one' }).execute();
      const report = await preview();
      expect(firewall(report)).to.deep.include({
        verdict: 'does_not_hold',
        answer: 'Fewer than 5 computers do not keep it yet.',
        broken: 'fewer than 5',
      });
      expect(report.coverage.join(' ')).to.include('about 25 computers');
      expect(JSON.stringify(report)).to.not.match(/Elm|a test|\b[1-4] (computer|device)/);
    });

    it('lays itself beside the report before, and tells only what both told', async () => {
      await aDay(2);
      await keep('2026-11-23');
      await aDay(4);
      const same = await preview('2026-11-24');
      expect(same.since).to.equal('2026-11-23');
      expect(same.changed).to.deep.equal([]);
      await aDay(0);
      const mended = await preview('2026-11-25');
      expect(mended.changed).to.have.length(1);
      expect(mended.changed[0]).to.match(/holds now; it did not then\.$/);
      expect(firewall(mended)?.held).to.deep.equal({ days: 1, of: 2 });
    });

    it('says that computers were removed, however good the figures look then', async () => {
      await aDay(1);
      await keep('2026-11-23');
      await db
        .transaction()
        .execute(tx =>
          school.context.audit.record(tx, school.context.by, 'device.removed', { facts: { name: 'Elm-0' } }),
        );
      await aDay(0);
      const { coverage } = await preview('2026-11-24');
      expect(coverage).to.include('Some computers were removed in this time and are no longer counted.');
    });

    it('is kept by the headteacher alone, where the school has one', async () => {
      await aDay(0);
      const { context } = school;
      const head = { name: 'Hazel Head', email: 'hazel@school.example', role: 'headteacher' as const };
      expect(await ask('get', path)).to.include({ mayKeep: true });
      const { id } = await createAccount(context, context.by, head);
      expect((await ask.refused(keep('2026-11-23'), 403)).code).to.equal('governors.headteacher_keeps');
      expect(await ask('get', path)).to.include({ mayKeep: false });
      await db.updateTable('account').set({ disabled: 1 }).where('id', '=', id).execute();
      expect((await keep('2026-11-23')).number).to.equal(1);
    });

    it('stays as it was kept, and is not shown when somebody changed it in the database', async () => {
      await aDay(6);
      const { number } = await keep('2026-11-23', 'A good term.');
      await aDay(0);
      const params = { number: String(number) };
      if (engine === 'SQLite') {
        const { name, bytes } = (await ask('get', `${path}/{number}/pdf`, { params })) as FileAnswer;
        expect(name).to.equal('governors-2026-11-23-report-1.pdf');
        expect((await PDFDocument.load(bytes)).getPageCount()).to.be.within(1, 4);
      }
      const row = await db.selectFrom('governor_report').selectAll().executeTakeFirstOrThrow();
      expect(row.body).to.include('about 5').and.to.include('A good term.');
      await db
        .updateTable('governor_report')
        .set({ body: row.body.replace('about 5', 'none') })
        .execute();
      const refused = await ask.refused(ask('get', `${path}/{number}/pdf`, { params }), 500);
      expect(refused.code).to.equal('governors.changed');
    });
  });
});
