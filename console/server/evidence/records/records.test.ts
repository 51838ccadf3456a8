import { expect } from 'chai';
import { type RecordKey, recordFiles } from '../../../../shared/clauses/frameworks.ts';
import { askRoutes } from '../../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../../test/support/reporting-school.ts';
import { openIncident } from '../../incidents/index.ts';
import { routes as notices } from '../../notices/index.ts';
import { keepPass } from '../../promises/keeping.ts';
import type { Caller } from '../../route.ts';
import { recordsFor } from './index.ts';

const at = Date.UTC(2026, 10, 23, 15);
const day = '2026-11-23';
const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('the records of a pack', () => {
    let school: ReportingSchool;
    let by: Caller;
    beforeEach(async () => {
      school = await aReportingSchool(await open());
      school.context.clock.at = at;
      by = { ...school.context.by, schoolId: school.context.schoolId, role: 'technician' };
    });

    const read = (keys: RecordKey[], as: Partial<Caller> = {}) =>
      recordsFor(school.context.db, { ...by, ...as }, keys, { day, at });
    const one = async (key: RecordKey, as: Partial<Caller> = {}) => {
      const [found] = await read([key], as);
      if (found === undefined) throw new Error(`no ${key}`);
      for (const row of found.rows) expect(row, key).to.have.length(found.head.length);
      return found;
    };
    const insertWeakness = (key: string, more: object = {}) =>
      school.context.db
        .insertInto('vulnerability')
        .values({
          ...{ id: key, school_id: by.schoolId, package: 'openssl', key, title: 'OpenSSL', search_text: '' },
          ...{ advisories: '[]', summary: '', severity: 'high', score: 75, matter: 1, standing: 'undecided' },
          ...{ affected: '{}', devices: 3, published_at: at - 30 * dayMs, fix_published_at: at - 29 * dayMs },
          ...{ due_at: at - 15 * dayMs, exploited_due_on: null, ransomware: 0, safe_version: null },
          ...{ first_seen_at: at - 20 * dayMs, fixed_at: null, decision: null, decision_until: null },
          ...{ decision_reason: null, decided_at: null, decided_by: null, revision: 1, ...more },
        })
        .execute();
    const readLists = () =>
      school.context.db
        .insertInto('advisory_import')
        .values({
          ...{
            id: 'list',
            school_id: by.schoolId,
            name: 'osv.zip',
            origin: 'file',
            kind: 'osv',
            status: 'done',
          },
          ...{
            started_at: at - 2 * dayMs,
            ended_at: at - 2 * dayMs,
            by_name: 'Tara',
            read_count: 1,
            kept: 1,
          },
          ...{ refused: 0, newest_at: null, detail: null },
        })
        .execute();

    it('are whole tables for whoever may read them on a page, and nothing for whoever may not', async () => {
      const keys = Object.keys(recordFiles) as RecordKey[];
      expect((await read([...keys, 'scope'])).map(found => found.key)).to.deep.equal(keys);
      for (const key of keys) await one(key);
      const heads = (await read(keys, { role: 'headteacher' })).map(found => found.key);
      expect(heads).to.deep.equal([
        'scope',
        'policy',
        'incidents',
        'disposals',
        'signatures',
        'reports',
        'reviews',
        'backups',
        'documents',
      ]);
      expect(await read(keys, { role: 'governor' })).to.have.length(1);
    });

    it('say who had which account on the day: what was changed later is taken back', async () => {
      const { db, audit, clock } = school.context;
      const person = { school_id: by.schoolId, kind: 'staff' as const, email: null, created_at: 1 };
      const names = ['Ann', 'Bea', 'Cem'];
      await db
        .insertInto('person')
        .values(
          names.map(name => ({ ...person, id: `p-${name}`, name: name === 'Ann' ? 'Ann Later' : name })),
        )
        .execute();
      const account = { school_id: by.schoolId, password_hash: 'x', directory_id: null, created_at: 1 };
      await db
        .insertInto('account')
        .values(
          names.map(name => ({
            ...{ ...account, id: name, person_id: `p-${name}`, last_sign_in_at: at + dayMs },
            ...{ role: name === 'Ann' ? 'technician' : 'governor', disabled: name === 'Bea' ? 1 : 0 },
          })),
        )
        .execute();
      const step = { id: 'step', school_id: by.schoolId, secret: 's', last_step: 0, created_at: 1 };
      await db
        .insertInto('second_step')
        .values({ ...step, account_id: 'Cem', confirmed_at: at + dayMs } as never)
        .execute();
      const write = (
        action: 'account.changed' | 'account.disabled' | 'account.enabled',
        id: string,
        facts: object,
      ) =>
        db
          .transaction()
          .execute(tx => audit.record(tx, by, action, { subject: `account:${id}`, facts: facts as never }));
      await write('account.disabled', 'Cem', { name: 'Cem' });
      clock.at += 2 * dayMs;
      const changes = 'name Ann → Ann Later, role school business manager → technician';
      await write('account.changed', 'Ann', { name: 'Ann Later', changes });
      await write('account.changed', 'Ann', { name: 'Ann Later', changes: 'role technician → governor' });
      await write('account.disabled', 'Bea', { name: 'Bea' });
      await write('account.enabled', 'Cem', { name: 'Cem' });
      await write('account.disabled', 'Cem', { name: 'Cem' });
      const { rows, summary } = await one('people');
      const told = rows.filter(row => /Ann|Bea|Cem/.test(row[0] ?? '')).map(row => row.slice(0, 4));
      expect(told).to.deep.equal([
        ['Ann', 'school business manager', 'open', 'a password'],
        ['Bea', 'governor', 'open', 'a password'],
        ['Cem', 'governor', 'closed', 'a password'],
      ]);
      expect(summary).to.match(/2 open accounts of this console, 0 of them technicians/);
      expect(rows.map(row => row[5])).to.include('after that day');
    });

    it('say how a weakness stood on the day: what was decided or mended later is not told as if it had been', async () => {
      expect((await one('vulnerabilities')).summary).to.match(/^No list of known weaknesses had been read/);
      await readLists();
      const decided = {
        standing: 'accepted',
        decision: 'accept',
        decided_by: 'Tara',
        decision_until: '2027-01-01',
      };
      await insertWeakness('CVE-1', { ...decided, decided_at: at - dayMs, decision_reason: 'Not reached' });
      await insertWeakness('CVE-2', { ...decided, decided_at: at + dayMs, decision_reason: 'Later' });
      await insertWeakness('CVE-3', { standing: 'fixed', fixed_at: at + dayMs });
      await insertWeakness('CVE-4', { standing: 'fixed', fixed_at: at - dayMs });
      await insertWeakness('CVE-5', { first_seen_at: at + 1 });
      const { rows, summary } = await one('vulnerabilities');
      expect(rows.map(row => [row[0], row[4], row[9], row[11], row[14]])).to.deep.equal([
        ['CVE-1', 'Accepted', 'yes', '2026-11-22', 'Not reached'],
        ['CVE-2', 'To decide', 'yes', '', ''],
        ['CVE-3', 'To decide', 'yes', '', ''],
        ['CVE-4', 'Mended', 'no', '', ''],
      ]);
      expect(summary).to.equal(
        '3 known weaknesses open: 1 decided, 3 past the day by which to mend; 1 mended or of no concern. Lists of weaknesses were last read on 2026-11-21.',
      );
    });

    it('tell what went wrong by kind and time, and nothing of what is kept from the reader', async () => {
      const { context } = school;
      const begin = (title: string) =>
        context.db.transaction().execute(tx =>
          openIncident(context, tx, by, {
            ...{ category: 'malware', title, source: 'console', reporter: 'Mrs Privately Named' },
            noticedAt: at,
          }),
        );
      await begin('A teacher’s stick had a virus');
      const about = await begin('The head opened a letter');
      await context.db
        .insertInto('person')
        .values({
          ...{ id: 'hazel', school_id: by.schoolId, kind: 'staff', name: 'Hazel Head', email: null },
          created_at: at,
        })
        .execute();
      await context.db
        .insertInto('incident_about')
        .values({ incident_id: about.id, person_id: 'hazel', school_id: by.schoolId })
        .execute();
      const seen = await one('incidents', { id: 'person:tara' });
      expect(seen.rows).to.have.length(2);
      expect(JSON.stringify(seen)).to.not.match(/Privately|stick|letter/);
      expect(seen.summary).to.match(/^2 incidents .*, 2 open .*: Harmful software 2\./);
      expect((await one('incidents', { id: 'person:hazel', role: 'headteacher' })).rows).to.have.length(1);
    });

    it('name the settings that were in force on the day, not those of today', async () => {
      const before = await one('policy');
      const issued = await school.context.db
        .selectFrom('policy')
        .selectAll()
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirstOrThrow();
      const later = { ...issued, id: 'later', number: issued.number + 1, issued_at: at + dayMs };
      await school.context.db.insertInto('policy').values(later).execute();
      expect((await one('policy')).rows).to.deep.equal(before.rows);
      expect(before.rows.map(row => row[1])).to.include('Disk encryption');
    });

    it('tell when the policy was looked at as it was written down by the day, also what was taken back since', async () => {
      expect((await one('reviews')).summary).to.equal('No look at the policy was written down by that day.');
      const look = {
        ...{ school_id: by.schoolId, looked_by: 'The governors', owner: 'The head', written_by: 'Hazel' },
        ...{ taken_back_at: null, taken_back_by: null },
      };
      const [ago, later] = [at - dayMs, at + dayMs];
      await school.context.db
        .insertInto('policy_review')
        .values([
          { ...look, id: 'a', looked_on: '2025-11-01', next_on: '2026-11-01', written_at: ago },
          { ...look, id: 'b', looked_on: '2026-11-01', next_on: '2027-11-01', written_at: later },
        ])
        .execute();
      const { rows, summary } = await one('reviews');
      expect(rows).to.deep.equal([
        [...['2025-11-01', 'The governors', 'The head', '2026-11-01', '2026-11-22', 'Hazel'], ...['', '']],
      ]);
      expect(summary).to.equal(
        '1 look at the policy by that day, the last on 2025-11-01; the next was due by 2026-11-01, and was overdue.',
      );
      const takeBack = (taken_back_at: number) =>
        school.context.db
          .updateTable('policy_review')
          .set({ taken_back_at, taken_back_by: 'Hazel' })
          .where('id', '=', 'a')
          .execute();
      await takeBack(later);
      expect((await one('reviews')).rows).to.deep.equal(rows);
      await takeBack(ago);
      const taken = await one('reviews');
      expect(taken.rows[0]?.slice(-2)).to.deep.equal(['2026-11-22', 'Hazel']);
      expect(taken.summary).to.equal('No look at the policy was written down by that day.');
    });

    it('tell how backups and documents stood by what was written down by the day, and whose they were', async () => {
      const { context } = school;
      const saved = (action: 'backup.saved' | 'review.saved', subject: string) =>
        context.db.transaction().execute(tx => context.audit.record(tx, by, action, { subject, facts: {} }));
      const stamp = { school_id: by.schoolId, ended_on: null, revision: 1, changed_by: 'Tara' };
      const backup = { ...stamp, owner: 'Tara', away: 1, every_days: 7, test_months: 6 };
      const plan = { ...stamp, kind: 'document', owner: 'Hazel', version: '3', asked: 'The office safe' };
      const entry = { school_id: by.schoolId, done_by: 'Tara', note: null, noted_by: 'Tara' };
      const made = { ...entry, backup_id: 'files', kind: 'made', good: 1 };
      const looked = { ...entry, review_id: 'plan', in_order: 1 };
      await saved('backup.saved', 'files');
      await saved('review.saved', 'plan');
      const [ago, later] = [at - dayMs, at + dayMs];
      context.clock.at = later;
      await saved('backup.saved', 'files');
      await saved('backup.saved', 'new');
      await context.db
        .insertInto('backup')
        .values([
          { ...backup, id: 'files', what: 'Files', method: 'To a disk', changed_at: later },
          { ...backup, id: 'new', what: 'Mail', method: 'To a disk', changed_at: later },
          { ...backup, id: 'old', what: 'Old', method: 'Tape', changed_at: ago, ended_on: '2026-11-01' },
        ])
        .execute();
      await context.db
        .insertInto('backup_entry')
        .values([
          { ...made, id: 'a', done_on: '2026-11-20', noted_at: ago },
          { ...made, id: 'b', done_on: '2026-11-23', noted_at: later },
        ])
        .execute();
      await context.db
        .insertInto('review')
        .values({ ...plan, id: 'plan', what: 'Response plan', every_months: 12, changed_at: ago })
        .execute();
      await context.db
        .insertInto('review_entry')
        .values([
          { ...looked, id: 'a', done_on: '2026-11-20', noted_at: ago },
          { ...looked, id: 'b', done_on: '2026-11-21', noted_at: later, in_order: 0 },
        ])
        .execute();
      const { rows, summary } = await one('backups');
      expect(rows).to.deep.equal([
        ['Files', 'Tara', 'To a disk', 'yes', 'Made on 20 Nov 2026', 'Never tried', 'yes'],
      ]);
      expect(summary).to.equal(
        '1 backup by that day: 1 in time, 0 brought back in time, 1 also kept elsewhere.',
      );
      expect((await one('documents')).rows).to.deep.equal([
        [
          ...['Response plan', '3', 'Hazel', 'The office safe'],
          ...['Looked through on 20 Nov 2026, due again by 20 Nov 2027', 'no'],
        ],
      ]);
    });

    it('count who signed, who said no and who has not yet, as the kept day has it', async () => {
      const { context } = school;
      await school.aDevice();
      const ask = askRoutes(context, () => notices(context));
      const person = { school_id: by.schoolId, kind: 'staff', email: null, created_at: 1 };
      const people = ['Ann', 'Bob', 'Cem'].map(name => ({ ...person, id: name, name }));
      await context.db.insertInto('person').values(people).execute();
      const body = { name: 'Our rules', adult: 'Long rules.', plain: 'Be kind.', symbols: '' };
      const { items } = (await ask('post', '/wordings', { body })) as { items: { id: string }[] };
      const round = { kind: 'agreement', wordingId: items[0]?.id, people: ['staff'] };
      const until = at + 30 * dayMs;
      const { id } = (await ask('post', '/notices', { body: { ...round, until } })) as { id: string };
      const signature = { personId: 'Ann', how: 'paper', signedAt: at };
      await ask('post', '/notices/{id}/signatures', { params: { id }, body: signature });
      expect((await one('signatures')).rows[0]?.slice(-3)).to.deep.equal(['', '', '']);
      await keepPass(context);
      signature.personId = 'Bob';
      await ask('post', '/notices/{id}/signatures', { params: { id }, body: signature });
      const { rows, head } = await one('signatures');
      expect(head.slice(-3)).to.deep.equal(['People who signed', 'Said no', 'Not yet']);
      expect(rows[0]?.slice(-3)).to.deep.equal(['1', '0', '2']);
    });

    it('count the computers by make and system, those that were let in by then', async () => {
      await school.aDevice('Elm-1');
      await school.aDevice('Elm-2', null);
      const { rows, summary } = await one('scope');
      expect(rows).to.deep.equal([['not known', 'Debian', '1']]);
      expect(summary).to.equal('1 computer of 1 kind (make, model and system).');
    });
  });
});
