import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, enforcing, own } from '../../../test/support/policy-school.ts';
import type { Db } from '../database/index.ts';
import { policyMatters } from './matters.ts';
import { currentPolicy } from './policies.ts';
import { policyPass } from './tick.ts';
import { judge } from './worsening.ts';

forEachDatabase((_engine, open) => {
  describe('policies that break one class', () => {
    let db: Db;
    beforeEach(async () => {
      db = await open();
    });

    it('of 25 among 300 are taken back, also where all got them at once', async () => {
      const school = await aPolicySchool(db);
      const { context, put } = school;
      const year4 = await school.anotherGroup('Year 4');
      const [one = '', ...others] = [
        await school.aDevice('D0', 12, year4),
        await school.aDevice('D1', 12, year4),
        await school.aDevice('D2', 12, year4),
      ];
      const { id: _, ...like } = await school.rowOf(one);
      const more = Array.from({ length: 297 }, (_, at) => ({
        ...{ ...like, id: `more-${at}`, group_id: at < 22 ? year4 : school.groupId },
      }));
      for (let from = 0; from < more.length; from += 33)
        await db
          .insertInto('device')
          .values(more.slice(from, from + 33))
          .execute();
      const controls = { ...own({ minLength: 11 }).controls, ...enforcing.controls };
      await put('school', { ...enforcing, controls });
      for (const group of [year4, school.groupId]) {
        const { number } = await currentPolicy(context, context.schoolId, group);
        await db
          .updateTable('device')
          .set({ policy_applied: number })
          .where('group_id', '=', group)
          .execute();
      }
      const takenBack = async (worse: string[]) => {
        for (const id of worse) await school.report(id, 4);
        context.clock.at += 60_000;
        await policyPass(context);
        return (await policyMatters(db, context.schoolId, context.now())).takenBack;
      };
      expect(await takenBack(others), 'less than a tenth of the class').to.deep.equal([]);
      const [told] = await takenBack([one]);
      expect(told?.why).to.match(/^3 of 25 devices in Year 4 got worse on /);
    });
  });
});

describe('whether a version is taken back', () => {
  it('is judged among the devices that have it: what is off says nothing for it', () => {
    const reached = Array.from({ length: 100 }, (_, at) => ({
      ...{ id: `${at}`, name: 'D', groupId: 'g', lastSeenAt: null, policyApplied: at < 20 ? 1 : 0 },
    }));
    const stops = (worse: string[], number: number) =>
      judge(reached, ({ policyApplied }) => policyApplied >= number, new Map([['c', worse]]), 10).stop;
    expect(stops(['0', '1'], 0), 'all have it').to.equal(false);
    expect(stops(['0', '1'], 1), 'twenty have it').to.equal(true);
    expect(stops(['0'], 1), 'one may flap').to.equal(false);
  });
});
