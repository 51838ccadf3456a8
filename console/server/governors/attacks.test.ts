import { randomUUIDv7 } from 'node:crypto';
import { PDFDocument } from '@cantoo/pdf-lib';
import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import type { GovernorsReport, KeptGovernorsReport } from '../../../shared/protocol/api/governors.ts';
import type { IncidentCategory } from '../../../shared/protocol/api/incidents.ts';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Db } from '../database/index.ts';
import { openIncident } from '../incidents/index.ts';
import { routes as notices } from '../notices/index.ts';
import { keepPass } from '../promises/keeping.ts';
import type { FileAnswer } from '../route.ts';
import { routes } from './index.ts';

const path = '/governors-reports';
const days = ['2026-11-23', '2026-11-24', '2026-11-25'];
const hourMs = 3600_000;

/** A school that keeps reports of neighbouring days, one of them twice; what happens in between is the test's. */
async function aSchoolThatReports(db: Db) {
  const school = await aReportingSchool(db);
  const { context } = school;
  const ask = askRoutes(context, () => routes(context));
  const ids: string[] = [];
  for (let one = 0; one < 22; one++) ids.push(await school.aDevice(`Elm-${one}`));
  const incident = (category: IncidentCategory, noticedAt = context.now()) =>
    db.transaction().execute(tx =>
      openIncident(context, tx, context.by, {
        ...{ category, title: 'A sentence with a name in it', source: 'console' },
        noticedAt,
      }),
    );
  let seq = 0;
  async function aDay(day: string): Promise<void> {
    seq++;
    context.clock.at = Date.parse(`${day}T14:30:00Z`);
    const findings = controls.map(({ key }) => school.finding(key, 'met'));
    for (const id of ids) await school.report(id, seq, findings);
    expect(await keepPass(context)).to.equal(1);
    context.clock.at += hourMs;
  }
  const keep = (day: string) =>
    ask('post', path, { body: { day, comment: '' } }) as Promise<KeptGovernorsReport>;
  const kept = async (number: number) =>
    (await ask('get', `${path}/{number}`, { params: { number: String(number) } })) as {
      report: GovernorsReport;
      hash: string;
    };
  /** Rules put before thirty people, of whom twelve have not answered and so many said no. */
  async function rules(declined: number): Promise<void> {
    const asks = askRoutes(context, () => notices(context));
    const row = { school_id: context.schoolId, kind: 'staff', email: null, created_at: 1 };
    const people = Array.from({ length: 30 }, (_, at) => ({
      ...row,
      id: randomUUIDv7(),
      name: `Person ${at}`,
    }));
    await db.insertInto('person').values(people).execute();
    const body = { name: 'Our rules', adult: 'Long rules.', plain: 'Be kind.', symbols: '' };
    const { items } = (await asks('post', '/wordings', { body })) as { items: { id: string }[] };
    const round = {
      ...{ kind: 'agreement', wordingId: items[0]?.id, people: ['staff'] },
      until: context.now() + 30 * 24 * hourMs,
    };
    const { id } = (await asks('post', '/notices', { body: round })) as { id: string };
    const answers = people.slice(0, 18).map((person, at) => ({
      ...{ id: randomUUIDv7(), school_id: context.schoolId, notice_id: id, device_id: null, user_name: '' },
      ...{ person_name: person.name, person_id: person.id, answer: at < declined ? 'declined' : 'agreed' },
      ...{ how: 'paper', rendering: null, text_hash: null, at: context.now(), entered_by: 'Tara' },
    }));
    await db.insertInto('notice_answer').values(answers).execute();
  }
  return { school, context, ask, incident, rules, aDay, keep, kept };
}

const rowOf = ({ figures }: GovernorsReport, key: string) =>
  figures?.parts.flatMap(part => part.rows).find(row => row.key === key)?.amounts;

forEachDatabase((_engine, open) => {
  describe('reports of the same and of neighbouring days', function () {
    this.timeout(120_000);

    /** All that governors ever get of it, without the seals, which are of random names. */
    async function told(malware: number, removed: number, refused: number): Promise<string> {
      const { context, incident, rules, aDay, keep, kept } = await aSchoolThatReports(await open());
      await rules(refused);
      await incident('tampering');
      await aDay(days[0] ?? '');
      await keep(days[0] ?? '');
      for (let times = 0; times < malware; times++) await incident('malware');
      for (let times = 0; times < 9; times++) await incident('other');
      for (let times = 0; times < removed; times++)
        await context.db
          .transaction()
          .execute(tx => context.audit.record(tx, context.by, 'device.removed', { facts: { name: 'Elm' } }));
      // Between two reports of one day: told by neither of them.
      await keep(days[0] ?? '');
      await aDay(days[1] ?? '');
      await keep(days[1] ?? '');
      await incident('malware');
      await keep(days[1] ?? '');
      await aDay(days[2] ?? '');
      await keep(days[2] ?? '');
      const reports: string[] = [];
      for (const number of [1, 2, 3, 4, 5]) {
        const { report } = await kept(number);
        reports.push(JSON.stringify(report).replaceAll(/[0-9a-f]{16,64}/g, 'seal'));
      }
      return reports.join('\n');
    }

    it('say the same, all of them together, whether one or four computers met harmful software, or people said no', async () => {
      const one = await told(1, 2, 1);
      expect(one).to.include('fewer than 5').and.include('about 10');
      expect(one).to.include('Fewer than half have not signed yet. Fewer than 5 said no.');
      expect(await told(4, 1, 4)).to.equal(one);
      expect(await told(5, 1, 1)).to.not.equal(one);
    });

    it('count what is written down late where it was written down, and never a day that was told already', async () => {
      const { school, incident, aDay, keep, kept, ask } = await aSchoolThatReports(await open());
      for (let times = 0; times < 6; times++) await incident('malware');
      for (const day of days.slice(0, 2)) await aDay(day);
      await keep(days[1] ?? '');
      // Called something else afterwards: a second count of the same time would show by how many.
      await school.context.db.updateTable('incident').set({ category: 'tampering' }).execute();
      const earlier = await ask.refused(keep(days[0] ?? ''), 409);
      expect(earlier.code).to.equal('governors.later_kept');
      for (let times = 0; times < 6; times++)
        await incident('lost_or_stolen', Date.parse('2026-11-24T08:00:00Z'));
      await keep(days[1] ?? '');
      expect(rowOf((await kept(2)).report, 'lost_or_stolen')).to.deep.equal(['none']);
      expect(rowOf((await kept(2)).report, 'malware')).to.deep.equal(['about 5']);
      expect(rowOf((await kept(2)).report, 'tampering')).to.deep.equal(['none']);
      await aDay(days[2] ?? '');
      await keep(days[2] ?? '');
      const { report } = await kept(3);
      expect(rowOf(report, 'lost_or_stolen')).to.deep.equal(['none', 'about 5']);
      expect(report.outstanding).to.include('Of some incidents it is still being looked into.');
      expect(JSON.stringify(report)).to.not.include('A sentence with a name in it');
    });

    it('stay as they were kept, whatever is changed afterwards, on the page, in the sheet and in the PDF', async () => {
      const { context, incident, aDay, keep, kept, ask } = await aSchoolThatReports(await open());
      for (let times = 0; times < 7; times++) await incident('malware');
      await aDay(days[0] ?? '');
      const { number } = await keep(days[0] ?? '');
      const params = { number: String(number) };
      const sheet = async () =>
        ((await ask('get', `${path}/{number}/csv`, { params })) as FileAnswer).bytes.toString();
      const pdf = async () => {
        const { bytes } = (await ask('get', `${path}/{number}/pdf`, { params })) as FileAnswer;
        const [figures] = (await PDFDocument.load(bytes as Buffer)).getAttachments();
        return Buffer.from(figures?.data ?? []).toString();
      };
      const all = async () => ({ page: await kept(number), sheet: await sheet(), pdf: await pdf() });
      const before = await all();
      expect(before.pdf).to.include('about 5');
      expect(before.sheet).to.match(/Incidents,Harmful software,2026-11-\d\d,2026-11-23,about 5,\r\n/);
      await context.db.updateTable('incident').set({ category: 'other', status: 'closed' }).execute();
      await context.db.deleteFrom('device_finding').execute();
      await context.db.updateTable('school').set({ name: 'Another school' }).execute();
      await ask('put', `${path}/letters`, {
        body: { revision: 0, at: '09:00', people: [], addresses: [], weekAt: '15:00', week: [] },
      });
      await aDay(days[1] ?? '');
      await keep(days[1] ?? '');
      expect(await all()).to.deep.equal(before);
    });
  });
});
