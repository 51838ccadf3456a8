import { expect } from 'chai';
import fc from 'fast-check';
import type { AlertSettings } from '../../../shared/protocol/api/alerts.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import type { TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import { createAccount } from '../accounts/people.ts';
import type { DeliveryRow, Outcome } from '../deliveries/index.ts';
import { openIncident } from '../incidents/index.ts';
import { createWebhook } from '../webhooks/record.ts';
import type { LetterText } from './letter.ts';
import { routes } from './routes.ts';
import { alertPass } from './start.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;
/** Monday 23 November 2026, 08:00 in London. */
const monday = Date.UTC(2026, 10, 23, 8);

class Crash extends Error {}

forEachDatabase((_engine, open) => {
  describe('alerts', () => {
    let context: TestContext;
    let ask: AskRoutes;
    /** Without a server for e-mail. */
    let mailless: TestContext;
    let accountId: string;
    let headId: string;
    const devices: string[] = [];
    /** Letters as they came in, by the id of their delivery. */
    let inbox: { id: string; letter: LetterText }[] = [];

    before(async () => {
      const school = await aReportingSchool(await open());
      mailless = school.context;
      const mail = { url: new URL('smtp://127.0.0.1:9'), from: 'caretaker@school.example' };
      context = { ...mailless, config: { ...mailless.config, mail } };
      ask = askRoutes(mailless, () => routes(mailless));
      const person = { name: 'Tara Tech', email: 'tara@school.example', role: 'technician' as const };
      accountId = (await createAccount(context, context.by, person)).id;
      const head = { name: 'Hazel Head', email: 'hazel@school.example', role: 'headteacher' as const };
      headId = (await createAccount(context, context.by, head)).id;
      for (let count = 1; count <= 4; count++) devices.push(await school.aDevice(`Laptop ${count}`));
    });
    const kept = ['delivery', 'alert_digest', 'alert_told', 'alert_settings', 'incident_note', 'incident'];
    async function afresh(): Promise<void> {
      for (const table of kept) await context.db.deleteFrom(table as 'incident').execute();
      await context.db.updateTable('device').set({ states: '', not_met: 0 }).execute();
      inbox = [];
      context.clock.at = monday;
      await change({});
    }
    beforeEach(afresh);

    const settings = () => ask('get', '/alerts') as Promise<AlertSettings>;
    async function change(more: object): Promise<AlertSettings> {
      const { revision, at, schoolDays, incidents, thresholds } = await settings();
      const body = { revision, at, schoolDays, incidents, thresholds, people: [accountId], ...more };
      return (await ask('put', '/alerts', { body })) as AlertSettings;
    }
    const stand = (at: number, state: 'met' | 'not_met', control = 'antivirus') =>
      context.db
        .updateTable('device')
        .set({ states: `:${control}=${state}:`, not_met: state === 'not_met' ? 1 : 0 })
        .where('id', '=', devices[at] ?? '')
        .execute();
    const incident = () =>
      context.db.transaction().execute(tx =>
        openIncident(context, tx, context.by, {
          ...{ category: 'malware', title: 'A sentence with a name in it', source: 'console' },
          noticedAt: context.now(),
        }),
      );
    const take = async (row: DeliveryRow): Promise<Outcome> => {
      inbox.push({ id: row.id, letter: JSON.parse(row.body) });
      return { kind: 'sent' };
    };
    const pass = (send = take) => alertPass(context, send);
    const texts = () => inbox.map(({ letter }) => letter.text);

    it('are one letter on a school morning, with everything new and the page for each', async () => {
      await stand(0, 'not_met');
      await stand(1, 'not_met');
      await pass();
      await pass();
      expect(inbox).to.have.length(1);
      expect(texts()[0]).to.contain('Monday 23 November 2026').and.contain('New: Laptop 1, Laptop 2.');
      expect(texts()[0]).to.contain('http://localhost:8080/devices?control=antivirus&state=not_met');
    });

    it('tell only what is new, and again only what ended in between', async () => {
      await stand(0, 'not_met');
      await pass();
      context.clock.at += dayMs;
      await pass();
      expect(inbox).to.have.length(1);
      await stand(1, 'not_met');
      context.clock.at += dayMs;
      await pass();
      expect(texts()[1]).to.contain('2 devices').and.contain('New: Laptop 2.');
      await stand(0, 'met');
      context.clock.at += dayMs;
      await pass();
      await stand(0, 'not_met');
      context.clock.at += dayMs;
      await pass();
      expect(inbox).to.have.length(3);
      expect(texts()[2]).to.contain('New: Laptop 1.');
      context.clock.at += 31 * dayMs;
      await pass();
      const left = await context.db.selectFrom('alert_digest').select('id').execute();
      expect(left, 'forgotten as their letters are').to.have.length(1);
    });

    it('usually tell of administrators from the first computer on, as of what does harm today', async () => {
      await stand(0, 'not_met', 'local-accounts');
      await stand(1, 'not_met', 'firewall');
      await pass();
      expect(texts()[0]).to.contain('New: Laptop 1.').and.not.contain('Laptop 2');
    });

    it('wait for the threshold of each control, and say nothing of what is turned off', async () => {
      const { thresholds } = await settings();
      await change({ thresholds: { ...thresholds, antivirus: null, firewall: 2 } });
      await stand(0, 'not_met');
      await stand(1, 'not_met', 'firewall');
      await pass();
      expect(inbox).to.have.length(0);
      await stand(2, 'not_met', 'firewall');
      context.clock.at += dayMs;
      await pass();
      expect(texts()[0]).to.contain('New: Laptop 2, Laptop 3.').and.not.contain('Laptop 1');
    });

    it('are not sent before their time, at weekends and in August, and what came meanwhile is in the next', async () => {
      await stand(0, 'not_met');
      for (const at of [monday - 2 * dayMs, monday - hourMs, Date.UTC(2026, 7, 12, 9)]) {
        context.clock.at = at;
        await pass();
      }
      expect(inbox).to.have.length(0);
      expect((await settings()).nextAt).to.equal(Date.UTC(2026, 8, 1, 6, 30));
      context.clock.at = Date.UTC(2026, 8, 1, 7);
      await pass();
      expect(inbox).to.have.length(1);
      await change({ schoolDays: false });
      await stand(1, 'not_met');
      context.clock.at = monday - dayMs;
      await pass();
      expect(inbox).to.have.length(2);
    });

    it('name an incident at once, also in August, without its sentence, and gather those that follow', async () => {
      context.clock.at = Date.UTC(2026, 7, 12, 22);
      await incident();
      await pass();
      expect(texts()[0]).to.contain('harmful software').and.not.contain('A sentence');
      await incident();
      context.clock.at += 5 * 60_000;
      await pass();
      await incident();
      expect(inbox).to.have.length(1);
      context.clock.at += 11 * 60_000;
      await pass();
      expect(inbox).to.have.length(2);
      expect(texts()[1]?.match(/harmful software/g)).to.have.length(2);
    });

    it('keep for whoever is chosen later what nobody was told', async () => {
      const morning = async (people: string[]) => {
        await change({ people });
        context.clock.at += dayMs;
        await pass();
      };
      await stand(0, 'not_met');
      await incident();
      await morning([]);
      await morning([headId]);
      expect(texts().join()).to.contain('harmful software').and.not.contain('Laptop 1');
      await morning([accountId]);
      expect(inbox).to.have.length(2);
      expect(texts()[1]).to.contain('New: Laptop 1.');
    });

    it('are told where only a program listens', async () => {
      await change({ people: [] });
      await stand(0, 'not_met');
      const helpdesk = { label: 'Helpdesk', url: 'https://example.org/', topics: ['alert' as const] };
      await createWebhook(context, context.by, helpdesk);
      await pass();
      await context.db.deleteFrom('webhook').execute();
      expect(inbox).to.have.length(1);
      await change({});
      context.clock.at += dayMs;
      await pass();
      expect(inbox).to.have.length(1);
    });

    it('wait untried, however long, while there is no server for e-mail', async () => {
      await stand(0, 'not_met');
      for (let hour = 0; hour < 96; hour += 8) {
        await alertPass(mailless, take);
        context.clock.at += 8 * hourMs;
      }
      const rows = await context.db.selectFrom('delivery').select(['state', 'attempts']).execute();
      expect(rows).to.deep.equal([{ state: 'waiting', attempts: 0 }]);
      await pass();
      expect(inbox).to.have.length(1);
    });

    it('reach the others when those of one school, or one letter, cannot be gone through', async () => {
      const broken = { school_id: '0', revision: 1, body: 'no JSON', updated_at: 0, updated_by: 'a fault' };
      await context.db
        .insertInto('school')
        .values({ id: '0', name: 'Another', time_zone: 'Europe/London', created_at: monday })
        .execute();
      await context.db.insertInto('alert_settings').values(broken).execute();
      await change({ people: [accountId, headId] });
      await incident();
      await pass(row => {
        if (row.target === accountId) throw new Error('a fault');
        return take(row);
      });
      const rows = await context.db.selectFrom('delivery').select(['target', 'state']).execute();
      await context.db.deleteFrom('alert_settings').where('school_id', '=', '0').execute();
      await context.db.deleteFrom('school').where('id', '=', '0').execute();
      expect(inbox).to.have.length(1);
      expect(rows).to.have.deep.members([
        { target: accountId, state: 'failed' },
        { target: headId, state: 'sent' },
      ]);
    });

    it('are tried again after a pause, a few times, and then wait for a person', async () => {
      await stand(0, 'not_met');
      const refuse = async (): Promise<Outcome> => ({ kind: 'later', error: 'The server is down' });
      let attempts = 0;
      for (let hour = 0; hour < 60; hour++) {
        await pass(async () => {
          attempts += 1;
          return refuse();
        });
        context.clock.at += hourMs;
      }
      const [row] = await context.db.selectFrom('delivery').selectAll().execute();
      expect(row).to.include({ state: 'failed', error: 'The server is down' });
      expect(attempts).to.be.within(6, 8);
    });

    it('refuse a change over somebody else’s, and people who cannot get any', async () => {
      const { revision, at, schoolDays, incidents, thresholds, people } = await settings();
      const whole = { revision, at, schoolDays, incidents, thresholds, people };
      const put = (body: object) => ask('put', '/alerts', { body: { ...whole, ...body } });
      await ask.refused(put({ revision: revision - 1 }), 409);
      await ask.refused(put({ people: ['nobody'] }), 400);
      await ask.refused(put({ thresholds: { sofa: 1 } }), 400);
      await ask.refused(ask('post', '/alerts/test'), 409);
    });

    it('reach nobody twice, whatever happens, in whatever order, and wherever the console stops in between', async function () {
      this.timeout(60_000);
      type Step =
        | { do: 'stand'; device: number; bad: boolean }
        | { do: 'incident' }
        | { do: 'wait'; hours: number }
        | { do: 'pass'; crash: 'no' | 'in the digest' | 'before sending' | 'after sending' };
      const step: fc.Arbitrary<Step> = fc.oneof(
        fc.record({ do: fc.constant('stand' as const), device: fc.nat(3), bad: fc.boolean() }),
        fc.constant({ do: 'incident' as const }),
        fc.record({ do: fc.constant('wait' as const), hours: fc.constantFrom(1, 24) }),
        fc.record({
          do: fc.constant('pass' as const),
          crash: fc.constantFrom('no', 'in the digest', 'before sending', 'after sending'),
        }),
      );
      const run = async (one: Step, spells: number[], bad: boolean[]) => {
        if (one.do === 'incident') await incident();
        else if (one.do === 'wait') context.clock.at += one.hours * hourMs;
        else if (one.do === 'stand') {
          if (one.bad && !bad[one.device]) spells[one.device] = (spells[one.device] ?? 0) + 1;
          bad[one.device] = one.bad;
          await stand(one.device, one.bad ? 'not_met' : 'met');
        } else {
          const broken = one.crash === 'in the digest' ? { ...context, config: failing(context) } : context;
          let stopped = false;
          const now = () => {
            if (stopped) throw new Crash();
            return context.now();
          };
          await alertPass({ ...broken, now }, async row => {
            stopped = one.crash === 'before sending' || one.crash === 'after sending';
            return one.crash === 'before sending' ? { kind: 'sent' } : take(row);
          });
        }
      };
      await fc.assert(
        fc
          .asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async steps => {
            const spells: number[] = [];
            const bad: boolean[] = [];
            for (const one of steps) await run(one, spells, bad);
            // Then it runs undisturbed for four days, of which one at least is a school day.
            for (let hour = 0; hour < 96; hour += 8) {
              context.clock.at += 8 * hourMs;
              await pass();
            }
            expect(new Set(inbox.map(({ id }) => id)).size, 'a letter came twice').to.equal(inbox.length);
            devices.forEach((_, at) => {
              const name = new RegExp(`New: .*Laptop ${at + 1}\\b`);
              const told = texts().filter(text => name.test(text)).length;
              expect(told, `Laptop ${at + 1} was told more often than it was bad`).to.be.at.most(
                spells[at] ?? 0,
              );
            });
            const rows = await context.db.selectFrom('delivery').select(['id', 'state']).execute();
            for (const { id, state } of rows) {
              expect(state).to.be.oneOf(['sent', 'unsure']);
              if (state === 'sent') expect(inbox.map(one => one.id)).to.include(id);
            }
            const told = await context.db.selectFrom('alert_told').select('told').execute();
            const all = told.flatMap(row => JSON.parse(row.told) as string[]);
            devices.forEach((id, at) => {
              if (bad[at]) expect(all, 'nobody was told').to.include(id);
            });
          })
          .beforeEach(afresh),
        { numRuns: 12 },
      );
    });
  });
});

/** Whoever asks for the address, which a letter needs, finds the console stopped. */
function failing({ config }: TestContext): TestContext['config'] {
  return Object.defineProperty({ ...config }, 'origin', {
    get() {
      throw new Crash();
    },
  });
}
