import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import { forgetPass } from '../retention/index.ts';
import { forgetting } from './forget.ts';

const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('what devices sent', () => {
    it('is forgotten after thirteen months, but for the reports by which they still stand', async () => {
      const school = await aReportingSchool(await open());
      const { context, finding } = school;
      const { db, clock } = context;
      const [quiet, busy] = [await school.aDevice('Quiet'), await school.aDevice('Busy')];
      await school.report(quiet, 1, [finding('idle-lock', 'met')]);
      await school.report(busy, 1, [finding('idle-lock', 'met')]);
      await school.report(busy, 2, [finding('firewall', 'met')]);
      const kept = async () =>
        (await db.selectFrom('device_record').select(['device_id', 'seq']).orderBy('seq').execute())
          .filter(one => one.device_id === busy)
          .map(one => one.seq);
      clock.at += 395 * dayMs;
      await school.report(busy, 3, [finding('idle-lock', 'not_met')]);
      expect([await forgetPass(context, [forgetting]), await kept()]).to.deep.equal([0, [1, 2, 3]]);
      clock.at += 2 * dayMs;
      expect([await forgetPass(context, [forgetting]), await kept()]).to.deep.equal([1, [2, 3]]);
      const { stored_seq } = await school.rowOf(busy);
      expect(stored_seq).to.equal(3);
      const quiets = await db
        .selectFrom('device_record')
        .select('seq')
        .where('device_id', '=', quiet)
        .execute();
      expect(quiets.map(one => one.seq)).to.deep.equal([1]);
    });
  });
});
