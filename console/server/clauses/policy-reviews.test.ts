import { expect } from 'chai';
import type { PolicyReview } from '../../../shared/protocol/api/policy-reviews.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { openIncident } from '../incidents/index.ts';
import { readDay } from '../promises/days.ts';
import { keepPass } from '../promises/keeping.ts';
import { readPage } from '../promises/service.ts';
import { verifyDays } from '../promises/verify.ts';
import { routes } from './index.ts';

const look = {
  ...{ lookedOn: '2026-11-20', lookedBy: 'The governors', owner: 'Hazel Head', nextOn: '2027-11-20' },
};
const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('a look at the school’s policy', () => {
    let school: ReportingSchool;
    let ask: AskRoutes;
    beforeEach(async () => {
      school = await aReportingSchool(await open());
      school.context.clock.at = Date.UTC(2026, 10, 23, 15);
      // As a console does that has run for a while.
      await school.context.db.updateTable('device_group').set({ created_at: 0 }).execute();
      ask = askRoutes(school.context, () => routes(school.context));
    });
    const write = (more: object = {}) =>
      ask('post', '/policy-reviews', { body: { ...look, ...more } }) as Promise<PolicyReview>;
    const takeBack = (id: string) => ask('post', '/policy-reviews/{id}/withdrawal', { params: { id } });
    const list = async () => ((await ask('get', '/policy-reviews')) as { items: PolicyReview[] }).items;
    const page = async () => (await readPage(school.context, school.context.schoolId)).policyLook;

    it('is on the headteacher’s page: none yet, in time, overdue with what to do', async () => {
      expect(await page()).to.deep.equal({
        ...{ state: 'none', lookedOn: null, nextOn: null },
        sentence: 'No look at our policy is written down yet. Read it through, then write down the day.',
      });
      await write();
      expect(await page()).to.deep.equal({
        ...{ state: 'in_time', lookedOn: '2026-11-20', nextOn: '2027-11-20' },
        sentence:
          'Our policy was last looked at on 20 Nov 2026, by The governors. The next look is due by 20 Nov 2027.',
      });
      school.context.clock.at = Date.UTC(2027, 10, 20, 12);
      expect((await page())?.state).to.equal('in_time');
      school.context.clock.at += dayMs;
      expect(await page()).to.deep.include({
        state: 'overdue',
        sentence:
          'Our policy was last looked at on 20 Nov 2026, by The governors. The next look was due by 20 Nov 2027. Ask Hazel Head to read it through, then write down the day.',
      });
    });

    it('is asked for sooner where something changed since, and says what', async () => {
      const { db, schoolId } = school.context;
      await write({ lookedOn: '2026-04-01', nextOn: '2027-04-01' });
      expect((await page())?.sentence).to.match(
        / Since that look: Cyber Essentials has had new questions since 27 Apr 2026; each load of old things has had to be told online since 1 Oct 2026\. If our policy does not fit/,
      );
      const changed = (id: string, scope: string, in_force_at: number | null) => ({
        ...{ id, school_id: schoolId, scope, scope_id: id, number: 9, status: 'in_force', settings: '{}' },
        ...{
          based_on: null,
          revision: 0,
          reason: '',
          rings: null,
          editors: '[]',
          created_at: 0,
          created_by: 'T',
        },
        ...{
          updated_at: 0,
          updated_by: 'T',
          asked_at: null,
          asked_by: null,
          decided_at: null,
          decided_by: null,
        },
        ...{ in_force_at, ended_at: null, end_note: null },
      });
      const after = Date.UTC(2026, 10, 21, 9);
      await db
        .insertInto('policy_version')
        .values([
          changed('before', 'school', after - 2 * dayMs),
          ...[
            changed('draft', 'school', null),
            changed('room', 'group', after),
            changed('now', 'school', after),
          ],
        ])
        .execute();
      const at = school.context.now();
      const wrong = {
        category: 'malware' as const,
        title: 'A stick',
        source: 'console' as const,
        noticedAt: at,
      };
      await db.transaction().execute(tx => openIncident(school.context, tx, school.context.by, wrong));
      await write();
      expect((await page())?.sentence).to.match(
        /by 20 Nov 2027\. Since that look: one change for all computers was made; one thing went wrong\. If/,
      );
      school.context.clock.at = Date.UTC(2027, 10, 21, 12);
      expect((await page())?.sentence, 'overdue').to.not.match(/Since that look/);
    });

    it('is asked for sooner where groups or kinds of computers are new since, not where one came back', async () => {
      const { context } = school;
      const { db, schoolId } = context;
      const since = Date.UTC(2026, 10, 21, 9);
      const device = async (name: string, platform: string, approved_at: number, status = 'approved') => {
        const id = await school.aDevice(name);
        await db.updateTable('device').set({ platform, approved_at, status }).where('id', '=', id).execute();
      };
      await device('Old', 'linux', since - 9 * dayMs, 'removed');
      await device('New', 'linux', since);
      await write();
      const sentence = async () => (await page())?.sentence;
      expect(await sentence()).to.match(/by 20 Nov 2027\.$/);
      await device('Gone', 'darwin', since, 'removed');
      expect(await sentence()).to.match(/by 20 Nov 2027\.$/);
      await device('Another', 'win32', since);
      await device('One more', 'win32', since + dayMs);
      expect(await sentence()).to.include(' Since that look: one kind of computer is new here. If');
      const group = { school_id: schoolId, created_at: since };
      for (const name of ['Year 5', 'Year 6'])
        await db
          .insertInto('device_group')
          .values({ ...group, id: name, name })
          .execute();
      expect(await sentence()).to.include('2 groups of computers are new; one kind of computer is new here.');
    });

    it('has come already, and the next one follows within two years', async () => {
      expect((await ask.refused(write({ lookedOn: '2026-11-24' }), 400)).fields?.lookedOn).to.match(
        /has not come/,
      );
      const wrong = async (nextOn: string) => (await ask.refused(write({ nextOn }), 400)).fields?.nextOn;
      expect(await wrong('2026-11-20')).to.match(/comes after/);
      expect(await wrong('2028-11-21')).to.equal('At most two years later: by 20 Nov 2028');
      expect(await list()).to.deep.equal([]);
      await write({ lookedOn: '2026-11-23', nextOn: '2028-11-23' });
      expect(await list()).to.have.length(1);
    });

    it('goes by the school’s day, not by the server’s', async () => {
      school.context.clock.at = Date.UTC(2026, 6, 31, 23, 30);
      await write({ lookedOn: '2026-08-01', nextOn: '2027-08-01' });
      expect((await page())?.lookedOn).to.equal('2026-08-01');
    });

    it('is taken back or put right, and both stay in the list and in the log', async () => {
      const old = await write({ lookedOn: '2025-11-20', nextOn: '2026-11-20' });
      const wrong = await write();
      const right = await write({ lookedOn: '2026-11-19', insteadOf: wrong.id });
      expect((await page())?.lookedOn).to.equal('2026-11-19');
      await takeBack(right.id);
      expect((await page())?.state).to.equal('overdue');
      expect((await list()).map(one => [one.id, one.takenBackAt !== null])).to.deep.equal([
        [wrong.id, true],
        [right.id, true],
        [old.id, false],
      ]);
      expect((await ask.refused(takeBack(right.id), 409)).code).to.equal('policy_review.taken_back');
      const again = ask.refused(write({ insteadOf: wrong.id }), 409);
      expect((await again).code).to.equal('policy_review.taken_back');
      expect((await ask.refused(takeBack('none'), 404)).code).to.equal('policy_review.not_found');
      expect(await list()).to.have.length(3);
      const rows = await school.context.db.selectFrom('audit').select(['action', 'facts']).execute();
      const told = rows.filter(one => one.action.startsWith('clauses.policy'));
      expect(told.map(one => one.action)).to.deep.equal([
        ...['clauses.policy_looked_at', 'clauses.policy_looked_at', 'clauses.policy_look_taken_back'],
        ...['clauses.policy_looked_at', 'clauses.policy_look_taken_back'],
      ]);
      expect(told[0]?.facts).to.include('20 Nov 2025').and.to.include('The governors');
    });

    it('stays on a kept day as it stood then, under its seal', async () => {
      const { context } = school;
      await school.aDevice();
      const { id } = await write();
      const then = await page();
      await keepPass(context);
      await takeBack(id);
      expect((await page())?.state).to.equal('none');
      const { promises } = await readDay(context.db, context.schoolId, '2026-11-23');
      expect(promises.policyLook).to.deep.equal(then);
      expect((await verifyDays(context.db)).trouble).to.equal(null);
      const { body } = await context.db.selectFrom('promise_day').select('body').executeTakeFirstOrThrow();
      const altered = body.replace('"nextOn":"2027-11-20"', '"nextOn":"2028-11-20"');
      expect(altered).to.not.equal(body);
      await context.db.updateTable('promise_day').set({ body: altered }).execute();
      expect((await verifyDays(context.db)).trouble).to.equal('2026-11-23 was changed since it was kept');
    });
  });
});
