import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { anEvent } from '../../../test/support/raw-device.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { lockHabit } from './index.ts';

const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('how often people lock their screens', () => {
    let db: Db;
    let school: ReportingSchool;
    beforeEach(async () => {
      db = await open();
      school = await aReportingSchool(db);
    });

    const lock = (seq: number, cause: string, kind = 'graphical') => ({
      ...anEvent(seq),
      name: 'lock.observed',
      facts: { cause, kind, idleSeconds: 3, proof: 'desktop_said', tookMs: null },
    });
    const habit = (over: Partial<Parameters<typeof lockHabit>[2]> = {}) =>
      lockHabit(db, school.context.schoolId, {
        ...{ groupId: null, devices: 5, since: school.context.now() - 30 * dayMs },
        ...over,
      });

    it('counts each lock once, by people and by themselves, and no order, text console or other event', async () => {
      const id = await school.aDevice();
      const people = Array.from({ length: 15 }, (_, at) => lock(at + 1, 'person'));
      const others = ['desktop', 'agent', 'agent', 'desktop', 'agent'].map((cause, at) =>
        lock(at + 20, cause),
      );
      const neither = [
        lock(30, 'order'),
        lock(31, 'person', 'text'),
        { ...anEvent(32), name: 'lock.failed' },
      ];
      await school.ingest.submit(school.from(id), [...people, ...others, ...neither]);
      await school.ingest.submit(school.from(id), people);
      expect(await habit()).to.deep.equal({ byPeople: 15, byItself: 5 });
    });

    it('is of its group alone, and of so many days', async () => {
      const id = await school.aDevice();
      await school.ingest.submit(
        school.from(id),
        Array.from({ length: 25 }, (_, at) => lock(at + 1, 'person')),
      );
      const { group_id } = await db.selectFrom('device').select('group_id').executeTakeFirstOrThrow();
      expect(await habit({ groupId: group_id ?? '' })).to.deep.equal({ byPeople: 25, byItself: 0 });
      expect(await habit({ groupId: 'another' })).to.equal(null);
      expect(await habit({ since: school.context.now() + 2 * dayMs })).to.equal(null);
    });

    it('is not told of few computers, or of few locks: that would be somebody’s own habit', async () => {
      const id = await school.aDevice();
      await school.ingest.submit(
        school.from(id),
        Array.from({ length: 19 }, (_, at) => lock(at + 1, 'person')),
      );
      expect(await habit()).to.equal(null);
      await school.ingest.submit(school.from(id), [lock(40, 'desktop')]);
      expect(await habit()).to.deep.equal({ byPeople: 19, byItself: 1 });
      expect(await habit({ devices: 4 })).to.equal(null);
    });

    it('keeps no computer and nobody', async () => {
      const id = await school.aDevice();
      await school.ingest.submit(school.from(id), [lock(1, 'person')]);
      const [row] = await db.selectFrom('lock_tally').selectAll().execute();
      expect(Object.keys(row ?? {})).to.have.members([
        'school_id',
        'group_id',
        'day',
        'by_people',
        'by_itself',
      ]);
      expect(JSON.stringify(row)).to.not.contain(id);
    });
  });
});
