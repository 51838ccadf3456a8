import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import type { BehindDay } from '../../../shared/protocol/api/overview.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { MadeUpMachine } from '../../../test/support/made-up-machine.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { findingInWords } from '../devices/index.ts';
import { keepPass } from './keeping.ts';
import { routes } from './routes.ts';
import { verifyDays } from './verify.ts';

const dayMs = 24 * 3600_000;
/** A Monday, 14:30 in London. */
const first = Date.UTC(2026, 9, 5, 13, 30);
/** More than any check's limit for what it reads a date of. */
const days = 33;
const aDate = /\b\d{1,2} [A-Z][a-z]{2} \d{4}\b/g;

forEachDatabase((_engine, open) => {
  describe('when each computer was last looked at', function () {
    this.timeout(60_000);
    let db: Db;
    let school: Awaited<ReturnType<typeof aReportingSchool>>;
    const machines: { id: string; machine: MadeUpMachine; said: Map<string, string> }[] = [];
    const behind = (day: string, control: string) =>
      askRoutes(school.context, () => routes(school.context))(
        'get',
        '/promises/days/{day}/checks/{control}',
        {
          params: { day, control },
          query: {},
        },
      ) as Promise<BehindDay>;
    const dayAfter = (number: number) => new Date(first + number * dayMs).toISOString().slice(0, 10);

    before(async () => {
      db = await open();
      school = await aReportingSchool(db);
      const { clock } = school.context;
      clock.at = first;
      for (let number = 0; number < 8; number++) {
        const machine = new MadeUpMachine(number, () => clock.at);
        machine.become(number);
        machines.push({ id: await school.aDevice(`Elm-${number}`), machine, said: new Map() });
      }
      for (let day = 0, seq = 0; day <= days; day++) {
        clock.at = first + day * dayMs;
        for (const one of machines) {
          const found = await one.machine.look();
          for (const finding of found)
            one.said.set(finding.control, findingInWords(finding, finding).sentence);
          await school.report(one.id, ++seq, found);
        }
        clock.at += 60 * 60_000;
        expect(await keepPass(school.context)).to.equal(1);
      }
    });

    it('is in each row, with what was said then and not what was said when its state last changed', async () => {
      let met = 0;
      let old = 0;
      for (const { key } of controls) {
        const { items } = await behind(dayAfter(days), key);
        expect(items).to.have.length(machines.length);
        for (const row of items) {
          if (row.state !== 'met') continue;
          met++;
          expect(row.lookedAt, key).to.equal(first + days * dayMs);
          const own = machines.find(one => one.id === row.deviceId);
          expect(row.sentence, key).to.equal(own?.said.get(key));
          for (const [date] of row.sentence.matchAll(aDate))
            expect((row.lookedAt ?? 0) - Date.parse(`${date} 12:00 UTC`), row.sentence).to.be.below(
              7 * dayMs,
            );
          if ((row.since ?? 0) < first + dayMs) old++;
        }
      }
      expect(met).to.be.above(controls.length);
      // Most have stood so since the first day: their dates would be a month old.
      expect(old).to.be.above(controls.length);
    });

    it('is sealed with the day', async () => {
      expect((await verifyDays(db)).trouble).to.equal(null);
      const of = db.updateTable('promise_look').where('day', '=', dayAfter(3));
      const row = await db
        .selectFrom('promise_look')
        .select('body')
        .where('day', '=', dayAfter(3))
        .executeTakeFirstOrThrow();
      await of.set({ body: `${row.body.slice(0, -4)}AAAA` }).execute();
      expect((await verifyDays(db)).trouble).to.match(
        new RegExp(`what computers had said by ${dayAfter(3)} was changed`),
      );
      await of.set({ body: row.body }).execute();
    });

    it('is not known of a day that was kept before it was: what was said once has its date', async () => {
      await db.deleteFrom('promise_look').where('day', '=', dayAfter(days)).execute();
      for (const { key } of controls) {
        const { items } = await behind(dayAfter(days), key);
        for (const row of items.filter(one => one.state === 'met')) {
          expect(row.lookedAt).to.equal(null);
          if ((row.since ?? 0) < first + dayMs)
            expect(row.sentence).to.match(/^Unchanged since 5 Oct 2026, when it said: /);
        }
      }
    });
  });
});
