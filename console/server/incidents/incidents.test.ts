import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { IncidentDetail } from '../../../shared/protocol/api/incidents.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import type { TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { createAccount } from '../accounts/people.ts';
import { countOpen, openForAlerts, openIncident, routes, seekIncidents } from './index.ts';
import { forgetPass } from './rules.ts';

const hourMs = 3600_000;
const dayMs = 24 * hourMs;

forEachDatabase((_engine, open) => {
  describe('incidents', () => {
    let school: ReportingSchool;
    let context: TestContext;
    let ask: AskRoutes;
    let laptop: string;

    before(async () => {
      school = await aReportingSchool(await open());
      ({ context } = school);
      ask = askRoutes(context, () => routes(context));
      laptop = await school.aDevice('Laptop 7');
    });

    const device = () => ({
      schoolId: context.schoolId,
      id: `device:${laptop}`,
      name: 'the device Laptop 7',
    });
    const found = (more: object = {}) =>
      context.db.transaction().execute(tx =>
        openIncident(context, tx, device(), {
          ...{ category: 'malware', title: 'Antivirus stopped EICAR', deviceId: laptop },
          ...{ noticedAt: context.now(), source: 'device', ...more },
        }),
      );
    const write = (more: object = {}) =>
      ask('post', '/incidents', {
        body: { category: 'other', title: 'A screen was broken', ...more },
      }) as Promise<IncidentDetail>;
    const read = (id: string) => ask('get', '/incidents/{id}', { params: { id } }) as Promise<IncidentDetail>;
    const change = (what: string, { id, revision }: IncidentDetail, body: object = {}) =>
      ask('post', `/incidents/{id}/${what}`, {
        params: { id },
        body: { revision, ...body },
      }) as Promise<IncidentDetail>;
    const list = async (query: object = {}) =>
      (await ask('get', '/incidents', { query })) as {
        items: { id: string }[];
        open: number;
        overdue: number;
        total: number;
      };
    const log = async () => {
      const rows = await context.db
        .selectFrom('audit')
        .select(['action', 'facts'])
        .orderBy('number')
        .execute();
      return rows.map(row => ({ action: row.action, ...JSON.parse(row.facts) }));
    };

    it('are opened by another room in its own transaction, numbered, and in the audit log without what was found', async () => {
      const { id, number, opened } = await found();
      expect(opened).to.equal(true);
      const shown = await read(id);
      expect(shown).to.deep.include({
        number,
        source: 'device',
        reporter: 'the device Laptop 7',
        status: 'open',
        clock: null,
      });
      expect(shown.device).to.deep.equal({ id: laptop, name: 'Laptop 7' });
      expect((await log()).at(-1)).to.deep.equal({
        ...{ action: 'incident.opened', number, category: 'harmful software' },
        at: ' at Laptop 7',
      });
    });

    describe('about somebody who could read them', () => {
      const person = (id: string) => ({ ...context.by, id: `person:${id}`, role: 'headteacher' });
      let head: { id: string; personId: string };
      let lead: { id: string; personId: string };

      before(async () => {
        const made = async (name: string, role: 'headteacher' | 'safeguarding_lead') => {
          const { id } = await createAccount(context, context.by, { name, email: null, role });
          const { person_id: personId } = await context.db
            .selectFrom('account')
            .select('person_id')
            .where('id', '=', id)
            .executeTakeFirstOrThrow();
          return { id, personId };
        };
        head = await made('Ada Head', 'headteacher');
        lead = await made('Sue Lead', 'safeguarding_lead');
      });

      it('are read by the others, and are in no list, sheet, count, search or change of that person, nor of a token', async () => {
        const others = person(lead.personId);
        const themselves = person(head.personId);
        const token = { ...context.by, id: 'token:one' };
        const written = (await ask('post', '/incidents', {
          body: { category: 'personal_data', title: 'Zebra letters were sent out', about: [head.personId] },
          as: others,
        })) as IncidentDetail;
        expect(written.about).to.deep.equal([{ id: head.personId, name: 'Ada Head' }]);
        const params = { id: written.id };
        const sees = async (as: typeof others) => {
          const query = { search: 'zebra' };
          const listed = (await ask('get', '/incidents', { query, as })) as { total: number };
          const sought = await seekIncidents(context.db, context.schoolId, 'zebra', 5, as);
          const one = await ask('get', '/incidents/{id}', { params, as }).then(
            () => 1,
            () => 0,
          );
          return [listed.total, sought.length, one];
        };
        expect(await sees(others)).to.deep.equal([1, 1, 1]);
        expect(await sees(themselves)).to.deep.equal([0, 0, 0]);
        expect(await sees(token)).to.deep.equal([0, 0, 0]);
        const open = async (as: typeof others) => (await countOpen(context.db, as, context.now())).open;
        expect((await open(others)) - (await open(themselves))).to.equal(1);
        const note = { params, body: { text: 'It was not me' }, as: themselves };
        await ask.refused(ask('post', '/incidents/{id}/notes', note), 404);
        const patch = { params, body: { revision: 1, about: [] }, as: themselves };
        await ask.refused(ask('patch', '/incidents/{id}', patch), 404);
        const letters = await openForAlerts(context.db, context.schoolId, context.now());
        expect(letters.map(({ id }) => id)).not.to.include(written.id);
        const ours = (await log()).filter(({ action }) => action.startsWith('incident.'));
        expect(JSON.stringify(ours)).not.to.contain('Ada Head');
      });

      it('are so named and unnamed later, never by whoever they are about, and never about a stranger', async () => {
        const others = person(lead.personId);
        const { id } = (await ask('post', '/incidents', {
          body: { category: 'other', title: 'A cupboard was open' },
          as: others,
        })) as IncidentDetail;
        const change = (revision: number, about: string[]) =>
          ask('patch', '/incidents/{id}', { params: { id }, body: { revision, about }, as: others });
        await ask.refused(change(1, [lead.personId]), 400);
        await ask.refused(change(1, [randomUUIDv7()]), 400);
        const named = (await change(1, [head.personId])) as IncidentDetail;
        expect(named.about).to.have.length(1);
        expect(named.notes.at(-1)?.text).to.equal('Corrected: whom it is about');
        const free = (await change(named.revision, [])) as IncidentDetail;
        expect(free.about).to.deep.equal([]);
      });
    });

    it('leave nothing when the transaction fails', async () => {
      const before = (await list()).total;
      const failing = context.db.transaction().execute(async tx => {
        await openIncident(context, tx, device(), {
          category: 'malware',
          title: 'x',
          noticedAt: 0,
          source: 'device',
        });
        throw new Error('what was to happen with it did not');
      });
      expect(await failing.catch((error: Error) => error.message)).to.contain('did not');
      expect((await list()).total).to.equal(before);
    });

    it('are one when an event is heard twice, and one matter while it is open', async () => {
      const id = randomUUIDv7();
      const matter = `malware:${laptop}:worm`;
      const first = await found({ id, matter });
      const again = randomUUIDv7();
      const answers = [
        await found({ id, matter }),
        await found({ id: again, matter }),
        await found({ id: again, matter }),
      ];
      for (const answer of answers) expect(answer).to.deep.equal({ ...first, opened: false });
      const shown = await read(first.id);
      expect(shown.notes.map(({ kind, text }) => [kind, text])).to.deep.equal([
        ['step', 'Again: Antivirus stopped EICAR'],
      ]);
      await change('close', shown, { outcome: 'Wiped' });
      expect((await found({ id: again, matter })).opened).to.equal(false);
      expect((await found({ matter })).opened).to.equal(true);
    });

    it('of a compromised password have 24 hours from when somebody knew, and say whether they were kept', async () => {
      const noticedAt = context.now() - 2 * hourMs;
      const made = await write({
        category: 'password_compromised',
        title: 'A password stood on the board',
        noticedAt,
      });
      expect(made.clock).to.deep.equal({ dueAt: noticedAt + dayMs, doneAt: null, state: 'running' });
      context.clock.at = noticedAt + dayMs + 1;
      expect((await read(made.id)).clock?.state).to.equal('overdue');
      expect((await list({ clock: 'overdue' })).items.map(one => one.id)).to.deep.equal([made.id]);
      expect((await list()).overdue).to.equal(1);
      await ask.refused(change('clock', made, { doneAt: noticedAt - 60_000 }), 400);
      await ask.refused(change('clock', made, { doneAt: context.now() + hourMs }), 400);
      const early = await change('clock', made, { doneAt: noticedAt + hourMs });
      expect(early.clock?.state).to.equal('in_time');
      expect((await change('clock', early, { doneAt: context.now() })).clock?.state).to.equal('late');
      const none = await write();
      await ask.refused(change('clock', none, { doneAt: context.now() }), 409);
      const safe = await write({ category: 'password_compromised', title: 'A note that was no password' });
      expect((await change('close', safe, { outcome: 'It was a phone number' })).clock?.state).to.equal(
        'not_needed',
      );
    });

    it('show when the device last saw a password set there', async () => {
      const setAt = context.now() - hourMs;
      const finding = { control: 'password-policy', state: 'met', reason: 'rules_in_force' };
      await context.db
        .insertInto('device_record')
        .values({
          ...{ device_id: laptop, id: randomUUIDv7(), school_id: context.schoolId, seq: 901, type: 'report' },
          ...{ at: setAt, received_at: setAt },
          body: JSON.stringify({
            findings: [{ finding, observation: { people: [{ setAt }, { setAt: setAt - 5 }] } }],
          }),
        })
        .execute();
      await context.db
        .insertInto('device_finding')
        .values({
          ...{
            device_id: laptop,
            school_id: context.schoolId,
            control: 'password-policy',
            finding: JSON.stringify(finding),
          },
          ...{ state: 'met', reason: 'rules_in_force', seq: 901, observed_at: setAt },
        })
        .execute();
      const made = await write({
        category: 'password_compromised',
        title: 'Seen over a shoulder',
        deviceId: laptop,
      });
      expect(made.passwordSetAt).to.equal(setAt);
    });

    it('keep how long it took until they were reported and answered', async () => {
      const made = await write({
        noticedAt: context.now() - hourMs,
        reporter: 'Anna Jones',
        deviceId: laptop,
      });
      expect(made.reportedAt - made.noticedAt).to.equal(hourMs);
      expect(made).to.include({ reporter: 'Anna Jones', answeredAt: null });
      context.clock.at += 60_000;
      const noted = (await ask('post', '/incidents/{id}/notes', {
        params: { id: made.id },
        body: { text: 'Asked Anna.\nShe has it.' },
      })) as IncidentDetail;
      expect(noted.answeredAt).to.equal(made.reportedAt + 60_000);
      expect(noted.notes.at(-1)).to.include({
        kind: 'note',
        text: 'Asked Anna.\nShe has it.',
        author: 'the command line',
      });
      await ask.refused(write({ noticedAt: context.now() + hourMs }), 400);
      await ask.refused(write({ deviceId: 'no-such' }), 404);
    });

    it('show the newest of a long story, in its order', async () => {
      const { id } = await write();
      const line = {
        school_id: context.schoolId,
        incident_id: id,
        author_id: 'a',
        author: 'A',
        kind: 'note',
      };
      const at = context.now();
      const notes = Array.from({ length: 501 }, (_, count) => ({
        ...{ ...line, id: randomUUIDv7(), at: at + count + 1, text: `${count}` },
      }));
      await context.db.insertInto('incident_note').values(notes).execute();
      const shown = (await read(id)).notes;
      expect(shown.map(({ text }) => text)).to.deep.equal(notes.slice(1).map(({ text }) => text));
    });

    it('are closed with how they ended, opened again, and never by two at once', async () => {
      const made = await write();
      const closed = await change('close', made, { outcome: 'Repaired' });
      expect(closed).to.include({ status: 'closed', outcome: 'Repaired', closedBy: 'the command line' });
      await ask.refused(change('close', made, { outcome: 'Also me' }), 409);
      await ask.refused(change('close', closed, { outcome: 'Twice' }), 409);
      expect((await list()).items.map(one => one.id)).not.to.include(made.id);
      expect((await list({ status: 'closed' })).items.map(one => one.id)).to.include(made.id);
      const again = await change('reopen', closed, { reason: 'Broken again' });
      expect(again).to.include({ status: 'open', outcome: '', closedAt: null });
      expect(again.notes.map(({ text }) => text)).to.deep.equal([
        'Closed: Repaired',
        'Opened again: Broken again',
      ]);
      await ask.refused(change('reopen', again), 409);
    });

    it('are corrected with what stood there before', async () => {
      const made = await write();
      const patch = {
        revision: made.revision,
        category: 'password_compromised',
        title: 'A password was seen',
      };
      const after = (await ask('patch', '/incidents/{id}', {
        params: { id: made.id },
        body: patch,
      })) as IncidentDetail;
      expect(after.clock?.dueAt).to.equal(made.noticedAt + dayMs);
      expect(after.notes.at(-1)?.text).to.contain('It was: A screen was broken');
      await ask.refused(ask('patch', '/incidents/{id}', { params: { id: made.id }, body: patch }), 409);
      const late = { revision: after.revision, noticedAt: made.reportedAt + 1 };
      await ask.refused(ask('patch', '/incidents/{id}', { params: { id: made.id }, body: late }), 400);
    });

    it('come page by page, by device, category and words, and are found by their number', async () => {
      const all = await list({ status: 'all', limit: 200 });
      const first = (await list({ status: 'all', limit: 3 })) as { items: { id: string }[]; next?: string };
      const second = await list({ status: 'all', limit: 200, cursor: first.next });
      expect([...first.items, ...second.items]).to.deep.equal(all.items);
      expect((await list({ device: laptop, category: 'malware', status: 'all' })).total).to.equal(3);
      expect((await list({ search: 'anna', status: 'all' })).total).to.equal(1);
      const sought = await seekIncidents(context.db, context.schoolId, 'incident 1', 20, context.by);
      expect(sought.map(({ title }) => title)).to.include('Incident 1: Antivirus stopped EICAR');
    });

    it('are forgotten when they were closed long enough ago, as long as the school says, and open ones never', async () => {
      const open = (await list({ limit: 200 })).total;
      await ask('put', '/incidents/rules', { body: { keptYears: 2 } });
      const at = context.now();
      await forgetPass({ ...context, now: () => at + 1.9 * 365 * dayMs });
      expect((await list({ status: 'closed' })).total).to.be.above(0);
      await forgetPass({ ...context, now: () => at + 2.1 * 365 * dayMs });
      expect((await list({ status: 'closed' })).total).to.equal(0);
      expect((await list({ limit: 200 })).total).to.equal(open);
      expect((await log()).at(-1)).to.include({ action: 'incident.forgotten', years: 2 });
    });
  });
});
