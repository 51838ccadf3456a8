import { expect } from 'chai';
import { emptyCalendar, usualYear } from '../../../shared/calendar/usual-year.ts';
import { requirementOf } from '../../../shared/clauses/requirements.ts';
import { sayBrokenRecords } from '../../../shared/clauses/verdicts.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import { writeCalendar } from '../calendar/store.ts';
import type { Caller } from '../route.ts';
import { readRecord } from './detail.ts';
import { keepPass } from './keeping.ts';
import { recordsSince, recordTrend, withFigures } from './record-trend.ts';
import { type RecordFacts, recordLines } from './records.ts';
import { readPage } from './service.ts';

const none: RecordFacts = {
  ...{ today: '2026-11-22', signing: { asked: 0, agreed: 0 } },
  loans: { out: 0, unsigned: 0, away: 0, unagreed: 0, statements: 0 },
  disposals: { collected: 0, outstanding: 0, oldestDays: 0 },
  backups: { all: 0, wrong: 0, untried: 0, near: 0 },
  counting: { lastSignedOn: null, unsigned: 0 },
  tests: { looked: 0, over: 0, failed: 0, never: 0 },
  codes: { looked: 0, over: 0, failed: 0, never: 0 },
  contracts: { all: 0, over: 0, unagreed: 0 },
  ...{ passwords: { all: 0, late: 0 }, calendar: { lastDay: null }, report: { day: null } },
  look: { state: 'none', sentence: 'No look yet.' },
  ...{ systems: { all: 0, wrong: 0 }, documents: { all: 0, wrong: 0 } },
  own: { madeOn: null, triedOn: null },
  ...{ personal: { all: 0, open: 0 }, strange: { all: 0, open: 0 }, servers: { all: 0, open: 0 } },
};
const verdict = (line: string, facts: Partial<RecordFacts>) =>
  recordLines[line]?.judge({ ...none, ...facts }).verdict;

describe('what records say of a promise', () => {
  it('is of lines of the requirements that a record shows and no check', () => {
    for (const id of Object.keys(recordLines)) {
      const line = requirementOf(id);
      expect(line?.pages, id).to.have.length.above(0);
      expect(line?.checks, id).to.deep.equal([]);
    }
  });

  it('never holds while there is nothing', () => {
    for (const [id, { judge }] of Object.entries(recordLines))
      expect(judge(none).verdict, id).to.not.equal('holds');
  });

  it('holds when nothing is wrong, and for each thing that is wrong it does not', () => {
    const loans = { ...none.loans, out: 5, away: 3 };
    const backups = { ...none.backups, all: 3 };
    const tests = { ...none.tests, looked: 9 };
    const well: Partial<RecordFacts> = {
      ...{ signing: { asked: 9, agreed: 9 }, loans, backups, tests, codes: tests },
      disposals: { ...none.disposals, collected: 2 },
      counting: { lastSignedOn: '2026-06-01', unsigned: 0 },
      contracts: { all: 4, over: 0, unagreed: 0 },
      ...{ passwords: { all: 2, late: 0 }, calendar: { lastDay: '2027-07-20' } },
      ...{ report: { day: '2026-07-13' }, look: { state: 'in_time', sentence: 'Looked at.' } },
      ...{ systems: { all: 2, wrong: 0 }, documents: { all: 2, wrong: 0 } },
      own: { madeOn: '2026-11-15', triedOn: '2025-11-21' },
      ...{ personal: { all: 2, open: 0 }, strange: { all: 2, open: 0 }, servers: { all: 2, open: 0 } },
    };
    for (const id of Object.keys(recordLines)) expect(verdict(id, well), id).to.equal('holds');
    const wrong: [line: string, facts: Partial<RecordFacts>][] = [
      ['D-01', { signing: { asked: 9, agreed: 8 } }],
      ['L-01', { loans: { ...loans, unagreed: 1 } }],
      ['L-02', { loans: { ...loans, unsigned: 1 } }],
      ['L-03', { loans: { ...loans, statements: 1 } }],
      ['P-04', { disposals: { collected: 2, outstanding: 1, oldestDays: 0 } }],
      ...(['wrong', 'untried'] as const).map(
        what => ['N-01', { backups: { ...backups, [what]: 1 } }] as never,
      ),
      ...(['wrong', 'near'] as const).map(what => ['N-02', { backups: { ...backups, [what]: 1 } }] as never),
      ['O-04', { counting: { lastSignedOn: '2025-11-20', unsigned: 0 } }],
      ['O-04', { counting: { lastSignedOn: '2026-06-01', unsigned: 1 } }],
      ...(['over', 'failed', 'never'] as const).flatMap(what => [
        ['O-05', { tests: { ...tests, [what]: 1 } }] as never,
        ['I-04', { codes: { ...tests, [what]: 1 } }] as never,
      ]),
      ['O-10', { contracts: { all: 4, over: 1, unagreed: 0 } }],
      ['O-10', { contracts: { all: 4, over: 0, unagreed: 1 } }],
      ['C-08', { passwords: { all: 2, late: 1 } }],
      ['B-04', { calendar: { lastDay: '2026-11-21' } }],
      ['R-01', { report: { day: '2026-06-04' } }],
      ['H-04', { systems: { all: 2, wrong: 1 } }],
      ['J-04', { documents: { all: 2, wrong: 1 } }],
      ['N-05', { own: { madeOn: '2026-11-14', triedOn: '2026-11-01' } }],
      ['N-05', { own: { madeOn: '2026-11-22', triedOn: '2025-11-20' } }],
      ['N-05', { own: { madeOn: '2026-11-22', triedOn: null } }],
      ['F-09', { personal: { all: 2, open: 1 } }],
      ['K-01', { strange: { all: 2, open: 1 } }],
      ['O-08', { servers: { all: 2, open: 1 } }],
      ['S-01', { look: { state: 'overdue', sentence: 'Overdue.' } }],
    ];
    for (const [id, facts] of wrong)
      expect(verdict(id, { ...well, ...facts }), `${id} ${JSON.stringify(facts)}`).to.equal('does_not_hold');
  });
});

describe('a promise that records show, beside last term', () => {
  const of = (asked: number, agreed: number) => {
    const figure = recordLines['D-01']?.judge({ ...none, signing: { asked, agreed } });
    if (figure === undefined) throw new Error('no such line');
    return { ...figure, sentence: 'People sign.', evidence: '', pages: [] };
  };

  it('is better or worse by the share that is open, and says how it stood', () => {
    expect(recordTrend(of(40, 39), of(4, 3))).to.equal(
      'Better than last term. Then: 3 of 4 people who are asked have signed.',
    );
    expect(recordTrend(of(3, 2), of(40, 30))).to.match(/^Worse than last term\. Then: 30 of 40 /);
    expect(recordTrend(of(8, 6), of(4, 3))).to.equal('The same as last term.');
    expect(recordTrend(of(4, 4), of(4, 3))).to.match(/^Better/);
    expect(recordTrend(of(4, 3), of(9, 9))).to.match(/^Worse/);
    expect(recordTrend(of(4, 4), of(9, 9))).to.equal('The same as last term.');
  });

  it('is not judged where one of the two is not known, nor where nothing was kept', () => {
    expect(recordTrend(of(0, 0), of(9, 9))).to.equal('Last term: All 9 people who are asked have signed.');
    expect(recordTrend(of(9, 9), { sentence: '', evidence: '', pages: [] })).to.equal(undefined);
    expect(recordTrend(of(9, 9), undefined)).to.equal(undefined);
  });

  it('stands on the page by how it holds: what does not comes first, what nobody reads last', () => {
    const facts = {
      ...none,
      looks: new Map(),
      loans: { ...none.loans, out: 5, away: 5, unagreed: 1 },
      report: { day: none.today },
    };
    const ids = ['K-03', 'R-01', 'N-01', 'L-01'];
    const told = withFigures(
      ids.map(sentence => ({ sentence, evidence: '', pages: [] })),
      new Map(ids.map(id => [id, id])),
      facts,
      [],
    );
    expect(told.map(one => one.sentence)).to.deep.equal(['L-01', 'N-01', 'R-01', 'K-03']);
    expect(sayBrokenRecords(told)).to.equal('By our records, 1 more promise does not hold.');
    expect(sayBrokenRecords(told.slice(1))).to.equal(null);
  });

  it('can be proved since the first kept day of those without a break', () => {
    const told = [{ ...of(9, 8), line: 'D-01' }];
    expect(recordsSince('2026-11-22', told, {})).to.deep.equal({ 'D-01': '2026-11-22' });
    expect(recordsSince('2026-11-23', told, { 'D-01': '2026-11-22' })).to.deep.equal({
      'D-01': '2026-11-22',
    });
    const nobody = [{ ...of(0, 0), line: 'D-01' }];
    expect(recordsSince('2026-11-24', nobody, { 'D-01': '2026-11-22' })).to.deep.equal({});
  });
});

forEachDatabase((_engine, open) => {
  describe('promises that records show', () => {
    it('are read from what is written down, each with its count', async () => {
      const { context } = await aReportingSchool(await open());
      const { db, schoolId } = context;
      const ids = Object.keys(recordLines);
      const clauses = ids.map(id => ({
        ...{
          id: `clause-${id.toLowerCase()}`,
          line: id,
          controls: [],
          sentence: requirementOf(id)?.sentence ?? '',
        },
      }));
      const saved = { revision: 1, body: JSON.stringify(clauses), updated_at: 0, updated_by: 'a test' };
      await db
        .insertInto('school_clauses')
        .values({ school_id: schoolId, ...saved })
        .execute();
      const told = async () => {
        const { recorded = [] } = await readPage(context, schoolId);
        const idOf = new Map(clauses.map(one => [one.sentence, one.line]));
        return new Map(recorded.map(one => [idOf.get(one.sentence), `${one.verdict}: ${one.answer}`]));
      };
      const before = await told();
      expect([...before.values()].filter(one => one.startsWith('holds'))).to.deep.equal([]);
      expect(before.get('L-02')).to.equal('nothing_to_check: Nothing is lent now.');
      const at = context.now();
      await db
        .insertInto('policy_review')
        .values({
          ...{ id: 'r', school_id: schoolId, looked_on: '2026-11-01', looked_by: 'G', owner: 'H' },
          ...{
            next_on: '2027-11-01',
            written_at: at,
            written_by: 'T',
            taken_back_at: null,
            taken_back_by: null,
          },
        })
        .execute();
      expect((await told()).get('S-01')).to.match(/^holds: Our policy was last looked at on 1 Nov 2026/);
    });

    it('open the things behind them for those who may see these, and say how they stood last term', async () => {
      const { context, aDevice } = await aReportingSchool(await open());
      const { db, schoolId } = context;
      context.clock.at = Date.UTC(2026, 11, 15, 15);
      await aDevice();
      const stamp = { revision: 1, at: context.now(), by: 'a test' };
      await writeCalendar(db, schoolId, { ...emptyCalendar(), ...usualYear(2026) }, stamp);
      const sentence = 'We know who has which of our laptops.';
      const clauses = [{ id: 'clause-lent', sentence, line: 'L-02', controls: [] }];
      await db
        .insertInto('school_clauses')
        .values({
          school_id: schoolId,
          ...{ revision: 1, body: JSON.stringify(clauses), updated_at: 0, updated_by: 'T' },
        })
        .execute();
      await db
        .insertInto('person')
        .values({ id: 'p', school_id: schoolId, kind: 'staff', name: 'Ada', email: null, created_at: 1 })
        .execute();
      const lend = (number: number, signed_at: number | null) =>
        db
          .insertInto('loan')
          .values({
            ...{ id: `loan-${number}`, school_id: schoolId, number, status: 'out', holder_id: 'p' },
            ...{ holder_name: 'Ada', purpose: 'Work', off_site: 0, due_on: null, approver_id: null },
            ...{ approver_name: null, approval_how: null, approval_words: null, approved_at: null },
            ...{ agreement_id: null, signed_name: null, strokes: null, signed_at, signed_hash: null },
            ...{ witness: null, sign_asked_at: null, created_at: 0, created_by: 'T', created_by_id: 't' },
            ...{ ended_at: null, end_note: null },
          })
          .execute();
      await lend(1, null);
      await lend(2, context.now());
      const head: Caller = { ...{ schoolId, id: 'h', name: 'Head' }, role: 'headteacher' } as Caller;
      const behind = (by = head) => readRecord(context, by, 'L-02');
      const first = await behind();
      expect(first.recorded).to.include({ verdict: 'does_not_hold', provableSince: '2026-12-15' });
      expect(first.things).to.deep.equal([
        { what: 'Loan 1, Ada', says: 'It is not signed.', open: true, to: '/loans/loan-1' },
        { what: 'Loan 2, Ada', says: 'It was signed on 15 Dec 2026.', open: false, to: '/loans/loan-2' },
      ]);
      expect((await behind({ ...head, scopes: ['promises.read'] } as Caller)).things).to.equal(null);
      expect(await keepPass(context)).to.equal(1);

      context.clock.at += 40 * 24 * 3600_000;
      await db.updateTable('loan').set({ signed_at: context.now() }).execute();
      const then = await behind();
      expect(then.recorded).to.include({
        ...{ verdict: 'holds', provableSince: '2026-12-15', line: 'L-02' },
        trend: 'Better than last term. Then: 1 of 2 loans is not signed.',
      });
      expect(then.history).to.deep.equal([
        { day: '2026-12-15', verdict: 'does_not_hold', answer: '1 of 2 loans is not signed.' },
      ]);
      await readRecord(context, head, 'L-03').then(
        () => expect.fail('a line that the school has not is no promise'),
        error => expect(error).to.include({ code: 'promises.unknown' }),
      );
    });
  });
});
