import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { changeClauses, changesOf } from './change.ts';
import { readClauses } from './store.ts';

const lock = { id: 'clause-lock', sentence: 'We lock screens that nobody uses.', controls: ['idle-lock'] };

forEachDatabase((_engine, open) => {
  describe('the school’s own promises', () => {
    let db: Db;
    let school: ReportingSchool;
    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
    });
    const save = (revision: number, clauses = [lock]) =>
      changeClauses(school.context, school.context.by, { revision, clauses });

    it('are kept with who changed them, and in the log in words', async () => {
      await save(0);
      const kept = await readClauses(db, school.context.schoolId);
      expect(kept).to.deep.include({ revision: 1, clauses: [lock], updatedBy: school.context.by.name });
      const rows = await db.selectFrom('audit').select(['action', 'facts']).execute();
      const row = rows.find(one => one.action === 'clauses.changed');
      expect(row?.facts).to.include('new “We lock screens that nobody uses.”');
    });

    it('leave every wording that there was in the log, of the longest policy too, whatever was written between two kept days', async () => {
      const words = (what: string) =>
        Array.from({ length: 60 }, (_, at) => ({
          ...{ id: `clause-${at}`, controls: [] },
          sentence: `${what} ${at}: ${'we look after it '.repeat(17)}`.slice(0, 300).trim(),
        }));
      const policies = ['First', 'Second', 'Third'].map(words);
      for (const [at, policy] of policies.entries()) await save(at, policy as (typeof lock)[]);
      const rows = await db.selectFrom('audit').select('facts').execute();
      const log = rows.map(one => one.facts).join('\n');
      expect(policies.flat().filter(one => !log.includes(one.sentence))).to.deep.equal([]);
    });

    it('are never overwritten unseen', async () => {
      await save(0);
      const refused = await save(0, []).catch(error => error);
      expect(refused).to.include({ status: 409, code: 'clauses.changed' });
      expect((await readClauses(db, school.context.schoolId)).clauses).to.deep.equal([lock]);
    });
  });
});

describe('a change of promises in words', () => {
  it('tells what is new, put otherwise, proved otherwise and gone', () => {
    const other = { ...lock, id: 'clause-two', sentence: 'We scan sticks.' };
    expect(changesOf([lock, other], [{ ...lock, sentence: 'Screens lock.' }])).to.equal(
      '“We lock screens that nobody uses.” is now “Screens lock.”; no longer “We scan sticks.”',
    );
    expect(changesOf([lock], [{ ...lock, controls: [] }])).to.match(/is proved by no check/);
    expect(changesOf([lock], [{ ...lock, sentence: 'Screens lock.', controls: [] }])).to.match(
      /is now “Screens lock.”; “Screens lock.” is proved by no check$/,
    );
    expect(changesOf([lock, other], [other, lock])).to.equal('their order');
  });
});
