import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { PersonalData } from '../../../shared/protocol/api/personal-data.ts';
import { owners } from '../../../test/architecture/owners.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes } from './index.ts';
import { records } from './records.ts';

/** Tables without anybody in them, or that hold nothing for longer than a day. */
const impersonal = [
  ...['school', 'setting', 'school_calendar', 'school_clauses', 'device_group', 'import_column'],
  ...['software', 'catalogue_title', 'software_version', 'unapproved_count', 'posture_count', 'saved_view'],
  ...['advisory', 'advisory_package', 'exploited', 'advisory_import'],
  ...[
    'lock_tally',
    'policy_rule',
    'policy_rollout',
    'wording',
    'notice',
    'loan_agreement',
    'asset_set_member',
  ],
  ...[
    'governor_report',
    'disposal_rule',
    'loan_settings',
    'alert_settings',
    'alert_told',
    'webhook',
    'directory',
  ],
  ...['idempotency', 'passkey_challenge', 'directory_attempt'],
];

describe('the list of what is kept about people', () => {
  it('names every table of which nobody said that it has nobody in it', () => {
    const named = records.flatMap(({ tables }) => tables);
    expect(named.filter((one, at) => named.indexOf(one) !== at)).to.deep.equal([]);
    const forgotten = Object.keys(owners).filter(
      table => !impersonal.includes(table) && !(named as string[]).includes(table),
    );
    expect(forgotten, 'name these in records.ts, or above').to.deep.equal([]);
    expect(named.filter(table => !(table in owners))).to.deep.equal([]);
  });
});

forEachDatabase((_engine, open) => {
  describe('what is kept about people', () => {
    let context: TestContext;
    let ask: AskRoutes;
    const read = async () => (await ask('get', '/personal-data')) as PersonalData;
    const of = (data: PersonalData, key: string) => data.held.find(one => one.key === key);

    before(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context));
    });

    it('is counted, with when the oldest came and what ends it', async () => {
      expect(of(await read(), 'persons')).to.include({ count: 0, oldestAt: null, endsByItself: true });
      const person = { school_id: context.schoolId, kind: 'staff', email: null };
      await context.db
        .insertInto('person')
        .values([
          { ...person, id: randomUUIDv7(), name: 'Ann Ash', created_at: 2000 },
          { ...person, id: randomUUIDv7(), name: 'Bea Birch', created_at: 1000 },
        ])
        .execute();
      const data = await read();
      expect(of(data, 'persons')).to.include({ count: 2, oldestAt: 1000 });
      expect(of(data, 'sittings')).to.include({ kept: '30 days', endsByItself: true });
      expect(of(data, 'incidents')?.kept).to.contain('7 years');
      expect(of(data, 'reports')).to.include({ count: null });
    });

    it('says who looked in the last 30 days, newest first, and nothing else that was done', async () => {
      const { audit, db, by, clock } = context;
      const done = (action: string, facts: Record<string, string | number>) =>
        audit.record(db, by, action, { facts });
      await done('sittings.seen', { name: 'Laptop 1' });
      clock.at += 31 * 86_400_000;
      await done('group.created', { name: 'Office' });
      await done('list.exported', { list: 'loans', narrowed: '' });
      await done('recovery_key.shown', { volume: 'C:', name: 'Laptop 2', because: '' });
      const { looks, looksLately } = await read();
      expect(looks.map(({ action }) => action)).to.deep.equal(['recovery_key.shown', 'list.exported']);
      expect(looksLately).to.equal(2);
    });
  });
});
