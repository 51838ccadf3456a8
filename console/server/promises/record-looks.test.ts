import { expect } from 'chai';
import type { PromiseDetail, Promises } from '../../../shared/protocol/api/overview.ts';
import type { RecordDetail } from '../../../shared/protocol/api/promise-records.ts';
import type { RecordLook } from '../../../shared/protocol/api/record-looks.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { sentenceOf } from '../audit/words.ts';
import { keepPass } from './keeping.ts';
import { lookFigure } from './record-looks.ts';
import { routes } from './routes.ts';
import { readPage } from './service.ts';

const dayMs = 24 * 3600_000;
const crime = 'A crime with a computer is told.';
const adults = 'Adults walk through the room while pupils use the internet.';
const within = 'No one can get into our computers from outside.';
const clauses = [
  { id: 'clause-crime', sentence: crime, controls: [], line: 'S-12' },
  { id: 'clause-adults', sentence: adults, controls: [] },
  { id: 'clause-inside', sentence: within, controls: ['firewall'], line: 'J-05' },
  { id: 'clause-lent', sentence: 'We know who has which laptop.', controls: [], line: 'L-02' },
];
const seen = {
  ...{ by: 'the head', on: '2026-11-20', so: true, next: '2027-11-20' },
  saw: 'The log of the year, in the office',
};

describe('a look at a promise that no figure shows', () => {
  const look: RecordLook = {
    ...{
      ...seen,
      sentence: crime,
      id: 'l',
      writtenAt: 0,
      writtenBy: 'T',
      takenBackAt: null,
      takenBackBy: null,
    },
  };

  it('is a person’s word with its day, and shows nothing from the day after it is due again', () => {
    expect(lookFigure(look, '2027-11-20')).to.deep.equal({
      ...{ verdict: 'holds', byWord: true },
      answer: 'The head looked on 20 Nov 2026 and found it so. “The log of the year, in the office.”',
    });
    expect(lookFigure({ ...look, so: false }, '2027-11-20')).to.include({
      verdict: 'does_not_hold',
      answer: 'The head looked on 20 Nov 2026 and found it is not so. “The log of the year, in the office.”',
    });
    for (const so of [true, false])
      expect(lookFigure({ ...look, so }, '2027-11-21')).to.deep.equal({
        ...{ verdict: 'cannot_be_known', byWord: true },
        answer: 'The head last looked on 20 Nov 2026. It is time to look again.',
      });
  });
});

forEachDatabase((_engine, open) => {
  describe('looks at promises', () => {
    let school: ReportingSchool;
    let ask: AskRoutes;
    let device: string;
    beforeEach(async () => {
      school = await aReportingSchool(await open());
      school.context.clock.at = Date.UTC(2026, 10, 23, 15);
      device = await school.aDevice();
      const { db, schoolId } = school.context;
      const row = { revision: 1, body: JSON.stringify(clauses), updated_at: 0, updated_by: 'a test' };
      await db
        .insertInto('school_clauses')
        .values({ school_id: schoolId, ...row })
        .execute();
      ask = askRoutes(school.context, () => routes(school.context));
    });
    const write = (more: object = {}, key = 'S-12') =>
      ask('post', '/promises/{key}/looks', {
        params: { key },
        body: { ...seen, ...more },
      }) as Promise<RecordLook>;
    const takeBack = (id: string) => ask('post', '/promises/looks/{id}/withdrawal', { params: { id } });
    const page = () => readPage(school.context, school.context.schoolId);
    const of = ({ recorded = [] }: Promises, sentence = crime) =>
      recorded.find(one => one.sentence === sentence);
    const detail = (line = 'S-12') =>
      ask('get', '/promises/records/{line}', { params: { line } }) as Promise<RecordDetail>;

    it('give a verdict, its age and the day since which it can be proved; until then nothing is known', async () => {
      expect(of(await page()))
        .to.deep.include({ line: 'S-12' })
        .and.to.not.have.any.keys('verdict', 'answer');
      expect(await detail()).to.deep.include({ figured: false, looks: [] });
      await write();
      expect(of(await page())).to.include({ verdict: 'holds', byWord: true, provableSince: '2026-11-23' });
      expect(await keepPass(school.context)).to.equal(1);
      school.context.clock.at += dayMs;
      await write({ on: '2026-11-24', so: false, by: 'Tim' });
      const { recorded, history, looks } = await detail();
      expect(recorded).to.include({ verdict: 'does_not_hold', provableSince: '2026-11-23' });
      expect(history.map(one => one.verdict)).to.deep.equal(['holds']);
      expect(looks.map(one => one.by)).to.deep.equal(['Tim', 'the head']);
      // An older look that is written later is not the newest.
      await write({ on: '2026-10-01', next: '2027-01-01' });
      expect(of(await page())?.verdict).to.equal('does_not_hold');
    });

    it('are of a sentence too that nothing in the console shows', async () => {
      const { unproved, unprovedKeys } = await page();
      expect([unproved, unprovedKeys]).to.deep.equal([[adults], { [adults]: 'clause-adults' }]);
      expect((await detail('clause-adults')).recorded).to.deep.equal({
        ...{ sentence: adults, line: 'clause-adults', evidence: '', pages: [] },
      });
      const { id } = await write({ so: false }, 'clause-adults');
      const looked = await page();
      expect(of(looked, adults)).to.include({ verdict: 'does_not_hold', byWord: true });
      expect([looked.unproved, looked.unprovedKeys]).to.deep.equal([[], {}]);
      await takeBack(id);
      expect((await page()).unproved).to.deep.equal([adults]);
    });

    it('are never changed: taken back, the one before counts again, and the log holds both', async () => {
      await write();
      const { id } = await write({ on: '2026-11-23', so: false });
      await takeBack(id);
      expect(of(await page())?.verdict).to.equal('holds');
      expect((await ask.refused(takeBack(id), 409)).code).to.equal('record_look.taken_back');
      expect((await ask.refused(takeBack('01890000-0000-7000-8000-000000000000'), 404)).code).to.equal(
        'record_look.not_found',
      );
      const rows = await school.context.db
        .selectFrom('audit')
        .select(['action', 'facts'])
        .where('action', 'like', 'promises.record_look%')
        .orderBy('number')
        .execute();
      expect(rows.map(row => sentenceOf(row.action, row.facts, null))).to.deep.equal([
        `Wrote down that the head looked on 20 Nov 2026 at the promise “${crime}”: it is so; The log of the year, in the office`,
        `Wrote down that the head looked on 23 Nov 2026 at the promise “${crime}”: it is not so; The log of the year, in the office`,
        `Took back that the head looked on 23 Nov 2026 at the promise “${crime}”`,
      ]);
    });

    it('stand beside the checks of a sentence that says more than these show: both must hold', async () => {
      const of = async () => {
        const { promises, headline } = await page();
        return { headline, ...promises.find(one => one.key === 'clause-inside') };
      };
      const inside = async () =>
        (await ask('get', '/promises/{key}', { params: { key: 'clause-inside' } })) as PromiseDetail;
      await school.report(device, 1, [school.finding('firewall', 'met')]);
      const before = await of();
      expect(before).to.include({ verdict: 'cannot_be_known' });
      expect((await inside()).rest).to.match(/Missing: Servers/);
      await write({ saw: 'The switches too' }, 'clause-inside');
      const looked = await of();
      expect(looked).to.deep.include({
        ...{ verdict: 'holds', provableSince: '2026-11-23' },
        word: {
          verdict: 'holds',
          answer: 'The head looked on 20 Nov 2026 and found it so. “The switches too.”',
        },
      });
      expect(looked.headline).to.include('One of these holds in part by the word of someone who looked.');
      expect(before.headline).not.to.include('by the word');
      expect((await inside()).looks.map(one => one.sentence)).to.deep.equal([within]);
      await keepPass(school.context);
      school.context.clock.at += dayMs;
      expect((await of()).provableSince).to.equal('2026-11-23');
      await write({ on: '2026-11-24', so: false }, 'clause-inside');
      expect(await of()).to.include({
        verdict: 'does_not_hold',
        doing:
          'What is being done: Nothing is written down yet. Ask the technician who puts it right, and by when.',
      });
    });

    it('count for the sentence that they were said of, and no other', async () => {
      await write();
      expect(of(await page())?.verdict).to.equal('holds');
      const put = clauses.map(one =>
        one.id === 'clause-crime' ? { ...one, sentence: 'Told at once.' } : one,
      );
      const { db } = school.context;
      await db
        .updateTable('school_clauses')
        .set({ body: JSON.stringify(put) })
        .execute();
      expect(of(await page(), 'Told at once.')).to.not.have.any.keys('verdict', 'answer');
      expect((await detail()).looks.map(one => one.sentence)).to.deep.equal([crime]);
    });

    it('are refused where records make a figure or a check proves it, and on days that cannot be', async () => {
      expect((await ask.refused(write({}, 'L-02'), 409)).code).to.equal('promises.figured');
      expect((await ask.refused(write({}, 'antivirus'), 409)).code).to.equal('promises.proved');
      for (const key of ['S-01', 'no-such'])
        expect((await ask.refused(write({}, key), 404)).code).to.equal('promises.unknown');
      const fields = async (more: object) => Object.keys((await ask.refused(write(more), 400)).fields ?? {});
      expect(await fields({ on: '2026-11-24' })).to.deep.equal(['on']);
      expect(await fields({ on: '2025-11-22', next: '2026-11-22' })).to.deep.equal(['on']);
      expect(await fields({ next: '2027-11-21' })).to.deep.equal(['next']);
      expect(await fields({ next: seen.on })).to.deep.equal(['next']);
      await write({ on: '2025-11-23', next: '2026-11-23' });
    });
  });
});
