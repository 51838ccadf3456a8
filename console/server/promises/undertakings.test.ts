import { expect } from 'chai';
import type { PromiseDetail } from '../../../shared/protocol/api/overview.ts';
import type { RecordDetail } from '../../../shared/protocol/api/promise-records.ts';
import type { Undertaking } from '../../../shared/protocol/api/undertakings.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { sentenceOf } from '../audit/words.ts';
import { keepPass } from './keeping.ts';
import { routes } from './routes.ts';
import { readPage } from './service.ts';

const dayMs = 24 * 3600_000;
const key = 'firewall';
const tim = { who: 'Tim Tech', by: '2026-11-27', what: 'New laptops are ordered' };

forEachDatabase((_engine, open) => {
  describe('who sees to a promise that is at risk', () => {
    let school: ReportingSchool;
    let ask: AskRoutes;
    let seq = 0;
    let device: string;
    const say = (state: 'met' | 'not_met' | 'unknown') =>
      school.report(device, ++seq, [school.finding(key, state), school.finding('power', 'met')]);
    beforeEach(async () => {
      school = await aReportingSchool(await open());
      school.context.clock.at = Date.UTC(2026, 10, 23, 15);
      device = await school.aDevice();
      await say('not_met');
      ask = askRoutes(school.context, () => routes(school.context));
    });
    const write = (more: object = {}, promise = key) =>
      ask('post', '/promises/{key}/undertakings', {
        params: { key: promise },
        body: { ...tim, ...more },
      }) as Promise<Undertaking>;
    const takeBack = (id: string) =>
      ask('post', '/promises/undertakings/{id}/withdrawal', { params: { id } });
    const page = () => readPage(school.context, school.context.schoolId);
    const one = async () => (await page()).promises.find(promise => promise.key === key);
    const listed = async () => {
      const { undertakings } = (await ask('get', '/promises/{key}', { params: { key } })) as PromiseDetail;
      return undertakings;
    };
    const fields = async (asked: Promise<unknown>) => (await ask.refused(asked, 400)).fields;

    it('is said first of what is being done, and that the day is over once it is', async () => {
      expect((await one())?.doing).to.match(/^What is being done: Nothing is written down yet\./);
      await write();
      expect(await one()).to.deep.include({
        doing: 'What is being done: Tim Tech sees to it by 27 November. “New laptops are ordered.”',
        named: tim,
      });
      school.context.clock.at += 4 * dayMs;
      expect((await one())?.doing).to.contain('sees to it by 27 November.');
      school.context.clock.at += dayMs;
      await say('not_met');
      expect((await one())?.doing).to.equal(
        'What is being done: Tim Tech was to see to it by 27 November. “New laptops are ordered.” That day is over. Ask how it stands.',
      );
    });

    it('takes the promise from what is to be decided, which opens where to write it down', async () => {
      const decision = async () =>
        ((await ask('get', '/promises')) as { decision: { action: unknown } | null }).decision;
      expect((await decision())?.action).to.deep.equal({
        ...{ label: 'Say who sees to it', to: '/promises/firewall' },
      });
      await write();
      expect(await decision()).to.equal(null);
    });

    it('is said too where the promise is not known, before what would make it known', async () => {
      await say('unknown');
      const before = (await one())?.doing;
      await write({ by: '2027-01-08', what: '' });
      const now = await one();
      expect(now?.verdict).to.equal('cannot_be_known');
      expect(now?.doing).to.equal(`What is being done: Tim Tech sees to it by 8 January 2027. ${before}`);
    });

    it('is changed by writing it anew; taken back, the one before counts again, and all stay in the list and the log', async () => {
      await write();
      const { id } = await write({ who: 'Ann Ash', by: '2026-12-04', what: '' });
      expect((await one())?.named?.who).to.equal('Ann Ash');
      await takeBack(id);
      expect((await one())?.named?.who).to.equal('Tim Tech');
      expect((await ask.refused(takeBack(id), 409)).code).to.equal('undertaking.taken_back');
      expect((await listed()).map(row => [row.who, row.takenBackBy !== null])).to.deep.equal([
        ['Ann Ash', true],
        ['Tim Tech', false],
      ]);
      const rows = await school.context.db
        .selectFrom('audit')
        .select(['action', 'facts'])
        .where('action', 'like', 'promises.%')
        .orderBy('number')
        .execute();
      expect(rows.map(row => sentenceOf(row.action, row.facts, null))).to.deep.equal([
        'Wrote down who sees to the promise “No one can get into a school computer from the network unless the school lets them.”: Tim Tech, by 27 Nov 2026: New laptops are ordered',
        'Wrote down who sees to the promise “No one can get into a school computer from the network unless the school lets them.”: Ann Ash, by 4 Dec 2026',
        'Took back that Ann Ash sees to the promise “No one can get into a school computer from the network unless the school lets them.” by 4 Dec 2026',
      ]);
    });

    it('counts until a kept day on which the promise holds: broken again, nobody is named', async () => {
      await write();
      await keepPass(school.context);
      expect((await one())?.named).to.deep.equal(tim);
      school.context.clock.at += dayMs;
      await say('met');
      expect(await one()).to.deep.include({ verdict: 'holds', doing: null });
      await keepPass(school.context);
      school.context.clock.at += dayMs;
      await say('not_met');
      expect((await one())?.doing).to.match(/^What is being done: Nothing is written down yet\./);
      expect((await listed()).map(row => row.heldOn)).to.deep.equal(['2026-11-24']);
    });

    it('is refused where nothing is at risk, without a name, and on a day that is over or too far off', async () => {
      expect((await ask.refused(write({}, 'power'), 409)).code).to.equal('promises.holds');
      expect((await ask.refused(write({}, 'no-such'), 404)).code).to.equal('promises.unknown');
      expect((await ask.refused(takeBack(device), 404)).code).to.equal('undertaking.not_found');
      expect(await fields(write({ by: '2026-11-22' }))).to.have.keys('by');
      expect(await fields(write({ by: '2027-11-24' }))).to.deep.equal({
        by: 'At most a year ahead: by 23 Nov 2027',
      });
      await write({ by: '2026-11-23' });
      await write({ by: '2027-11-23' });
    });

    it('is written of a promise that records show, too', async () => {
      const { db, schoolId } = school.context;
      const clauses = [
        { id: 'clause-looks', sentence: 'Our policy is looked at each year.', controls: [], line: 'S-01' },
      ];
      const row = { revision: 1, body: JSON.stringify(clauses), updated_at: 0, updated_by: 'a test' };
      await db
        .insertInto('school_clauses')
        .values({ school_id: schoolId, ...row })
        .execute();
      await write({ what: '' }, 'S-01');
      const recorded = (await page()).recorded?.[0];
      expect(recorded?.doing).to.equal('What is being done: Tim Tech sees to it by 27 November.');
      const detail = (await ask('get', '/promises/records/{line}', {
        params: { line: 'S-01' },
      })) as RecordDetail;
      expect(detail.undertakings.map(own => own.who)).to.deep.equal(['Tim Tech']);
    });
  });
});
