import { expect } from 'chai';
import type { State } from '../../../shared/finding.ts';
import type { BehindDay, PromiseDay } from '../../../shared/protocol/api/overview.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { verifyAudit } from '../audit/index.ts';
import { forgetPass } from '../retention/index.ts';
import { forgettingDays, forgettingEvidence } from './forget.ts';
import { keepPass } from './keeping.ts';
import { routes } from './routes.ts';
import { verifyDays } from './verify.ts';

const dayMs = 24 * 3600_000;
const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26'];

forEachDatabase((_engine, open) => {
  describe('what stood behind past days', () => {
    let school: ReportingSchool;
    let busy: string;
    let seq = 0;

    beforeEach(async () => {
      school = await aReportingSchool(await open());
      const { clock } = school.context;
      // A Monday, 15:00 in London.
      clock.at = Date.UTC(2026, 10, 23, 15);
      const still = await school.aDevice('Still');
      busy = await school.aDevice('Busy');
      await say(still, 'met');
      for (const state of ['not_met', 'met', 'not_met', 'met'] as const) {
        await say(busy, state);
        clock.at += 2 * 60_000;
        await keepPass(school.context);
        clock.at += dayMs - 2 * 60_000;
      }
    });
    const say = (id: string, state: State) => school.report(id, ++seq, [school.finding('firewall', state)]);
    const forget = () => forgetPass(school.context, [forgettingEvidence, forgettingDays]);
    const ask = () => askRoutes(school.context, () => routes(school.context));
    const behind = (day: string) =>
      ask()('get', '/promises/days/{day}/checks/{control}', {
        params: { day, control: 'firewall' },
      }) as Promise<BehindDay>;
    const changes = async () =>
      (
        await school.context.db
          .selectFrom('posture_change')
          .select('state')
          .where('device_id', '=', busy)
          .orderBy('received_at')
          .execute()
      ).map(one => one.state);
    const verified = async () => [
      (await verifyDays(school.context.db)).trouble,
      (await verifyAudit(school.context.db)).troubles,
    ];
    /** So that the first two days are older than thirteen months, and the others are not. */
    const later = () => {
      school.context.clock.at = Date.UTC(2026, 10, 25, 12) + 396 * dayMs;
    };

    it('is forgotten after thirteen months; the pages stay, sealed, and later days are told as before', async () => {
      expect(await forget()).to.equal(0);
      const before = await Promise.all(days.slice(2).map(behind));
      later();
      expect(await forget()).to.equal(1);
      expect(await changes()).to.deep.equal(['met', 'not_met', 'met']);
      expect(await Promise.all(days.slice(2).map(behind))).to.deep.equal(before);
      for (const day of days.slice(0, 2)) {
        const refusal = await ask().refused(behind(day), 404);
        expect([refusal.code, refusal.detail]).to.deep.equal([
          'promises.day_forgotten',
          'What each computer had said by then was forgotten, because it is not kept for longer. The page of that day stays; choose a day after 24 Nov 2026 for what stood behind it.',
        ]);
        const page = (await ask()('get', '/promises/days/{day}', { params: { day } })) as PromiseDay;
        expect(page.promises.devices).to.equal(2);
        expect(page.forgotten).to.equal(true);
      }
      const params = { day: days[2] };
      const kept = (await ask()('get', '/promises/days/{day}', { params })) as PromiseDay;
      expect(kept.forgotten).to.equal(false);
      const looks = await school.context.db.selectFrom('promise_look').select('day').distinct().execute();
      expect(looks.map(one => one.day).sort()).to.deep.equal(days.slice(2));
      expect(await verified()).to.deep.equal([null, []]);
      expect(await forget(), 'at once again').to.equal(0);
    });

    it('is told to have been tampered with, also in what is left of it', async () => {
      later();
      await forget();
      const { db } = school.context;
      const [left] = await db.selectFrom('posture_change').selectAll().orderBy('received_at').execute();
      if (left === undefined) throw new Error('nothing is left');
      const trouble = /what is left of what computers had said by 2026-11-24 was changed/;
      for (const change of [
        () => db.deleteFrom('posture_change').where('id', '=', left.id),
        () => db.insertInto('posture_change').values([left, { ...left, id: `${left.id}-2` }]),
      ]) {
        await change().execute();
        expect((await verifyDays(db)).trouble).to.match(trouble);
      }
      await db.deleteFrom('posture_change').where('id', '=', `${left.id}-2`).execute();
      expect((await verifyDays(db)).trouble).to.equal(null);
      const look = { school_id: school.context.schoolId, day: days[0] ?? '', part: 0, body: 'put in' };
      await db.insertInto('promise_look').values(look).execute();
      expect((await verifyDays(db)).trouble).to.match(/by 2026-11-23 was changed/);
    });

    it('stays when it is not as it was sealed: what somebody changed is there to be seen', async () => {
      const { db } = school.context;
      await db
        .updateTable('posture_change')
        .set({ reason: 'changed' })
        .where('state', '=', 'not_met')
        .execute();
      later();
      expect(await forget()).to.equal(0);
      expect(await changes()).to.have.length(4);
      expect((await verifyDays(db)).trouble).to.match(/by 2026-11-23 was changed/);
    });

    it('goes with its page after seven years, and the days that are left are still one chain', async () => {
      later();
      await forget();
      school.context.clock.at = Date.UTC(2026, 10, 24, 14) + 7 * 365 * dayMs;
      await forget();
      const { db } = school.context;
      const left = await db.selectFrom('promise_day').select('day').orderBy('day').execute();
      expect(left.map(one => one.day)).to.deep.equal(days.slice(1));
      expect(await verified()).to.deep.equal([null, []]);
      await db
        .deleteFrom('promise_day')
        .where('day', '=', days[1] ?? '')
        .execute();
      expect((await verifyDays(db)).trouble).to.match(/the day before 2026-11-25 is missing/);
    });
  });
});
