import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { readLines } from '../sheets/index.ts';
import { routes } from './index.ts';

const ann = { id: randomUUIDv7(), name: 'Ann Ash_wood', email: 'ann@greenfield.sch.uk' };
const other = { id: randomUUIDv7(), name: 'Bea Birch', email: null };

forEachDatabase((_engine, open) => {
  describe('what is kept about one person, as a file', () => {
    let context: TestContext;
    let ask: AskRoutes;

    before(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context));
      const { db, schoolId: school_id, audit, by } = context;
      const person = { school_id, kind: 'staff', created_at: Date.UTC(2026, 8, 3, 9) };
      await db
        .insertInto('person')
        .values([
          { ...person, ...ann },
          { ...person, ...other },
        ])
        .execute();
      const accountId = randomUUIDv7();
      const account = { school_id, role: 'technician', disabled: 0, created_at: 1 };
      await db
        .insertInto('account')
        .values({
          ...account,
          id: accountId,
          person_id: ann.id,
          password_hash: 'scrypt$never$told',
        } as never)
        .execute();
      const request = {
        school_id,
        kind: 'software',
        device_id: null,
        status: 'waiting',
        about: 'x',
        made_at: 5,
      };
      const none = {
        made_by: null,
        decided_at: null,
        decided_by: null,
        answer: '',
        order_id: null,
        version_id: null,
      };
      const asks = (name: string, reason: string) => ({
        ...{ ...request, ...none, id: randomUUIDv7(), person: name, reason, body: '{}' },
      });
      await db
        .insertInto('request')
        .values([
          asks('ann ash_wood', 'Maths'),
          asks('Ann AshXwood', 'Somebody else'),
          asks(other.name, '=1+1'),
          asks('aash', 'At the computer'),
        ])
        .execute();
      const incident = (id: string, title: string) => ({
        ...{ id, school_id, number: title.length, category: 'other', title, severity: 'low', status: 'open' },
        ...{ noticed_at: 5, created_at: 5, source: 'person', subject: null },
      });
      const [about, plain] = [randomUUIDv7(), randomUUIDv7()];
      const columns = await db.introspection.getTables();
      const ofIncident = columns.find(one => one.name === 'incident')?.columns ?? [];
      const filled = (row: Record<string, unknown>) =>
        Object.fromEntries(
          ofIncident
            .filter(column => column.name in row || !(column.isNullable || column.hasDefaultValue))
            .map(column => [
              column.name,
              row[column.name] ?? (column.dataType.toLowerCase() === 'text' ? '' : 0),
            ]),
        );
      await db
        .insertInto('incident')
        .values([
          filled(incident(about, `Hidden: Bea spoke of ${ann.name}`)),
          filled(incident(plain, `${ann.name} found a stick`)),
        ] as never)
        .execute();
      await db
        .insertInto('incident_about')
        .values({ school_id, incident_id: about, person_id: other.id })
        .execute();
      const session = { school_id, created_at: 5, expires_at: 9e12, seen_at: 5, how: 'password' };
      const seen = { token_hash: 'a-hash', agent: 'Firefox', address: '10.1.2.3' };
      await db
        .insertInto('session')
        .values({ ...session, ...seen, id: randomUUIDv7(), account_id: accountId } as never)
        .execute();
      await audit.record(db, by, 'person.created', { subject: ann.id, facts: { name: ann.name } });
    });

    async function file(id = ann.id, also = ''): Promise<{ name: string; text: string; lines: string[][] }> {
      const answer = (await ask('get', '/personal-data/people/{id}/export', {
        params: { id },
        query: { also },
      })) as {
        name: string;
        bytes: Buffer;
      };
      const text = answer.bytes.toString();
      return { name: answer.name, text, lines: readLines(text).map(({ cells }) => cells) };
    }

    it('holds what names them, why and for how long it is kept, and why it is here', async () => {
      const { lines, name } = await file();
      expect(name).to.match(/^about-one-person-\d{4}-\d\d-\d\d\.csv$/);
      const has = (place: string, field: string, value: string) =>
        lines.some(line => line[3] === place && line[6] === field && line[7] === value);
      expect(has('person', 'email', ann.email)).to.equal(true);
      expect(has('person', 'created at', '2026-09-03 10:00')).to.equal(true);
      expect(has('account', 'role', 'technician')).to.equal(true);
      expect(has('request', 'reason', 'Maths'), 'named in other letters').to.equal(true);
      expect(has('incident', 'title', `${ann.name} found a stick`)).to.equal(true);
      expect(has('session', 'address', '10.1.2.3'), 'of their account').to.equal(true);
      expect(has('request', 'reason', 'At the computer')).to.equal(false);
      expect((await file(ann.id, 'aash')).text).to.contain('At the computer');
      expect(lines.some(line => line[3] === 'audit')).to.equal(true);
      const request = lines.find(line => line[3] === 'request');
      expect(request?.[5]).to.contain('it may be somebody else of that name');
      expect(request?.[2]).to.contain('after it was decided');
    });

    it('holds nothing of others, no secret, and no incident that its reader may not read', async () => {
      const { text } = await file();
      expect(text).not.to.contain('never$told');
      expect(text).not.to.contain('a-hash');
      expect(text).not.to.contain('Somebody else,');
      expect(text).not.to.contain('AshXwood');
      expect(text).not.to.contain('Hidden:');
      expect(text).not.to.contain(other.email ?? other.name);
      expect((await file(other.id)).text, 'no formula of a spreadsheet').to.contain("'=1+1");
    });

    it('is found by parts of a name, and taking it is written down as a look', async () => {
      const found = (await ask('get', '/personal-data/people', { query: { search: 'ash_ ann' } })) as {
        items: { id: string }[];
      };
      expect(found.items.map(({ id }) => id)).to.deep.equal([ann.id]);
      await file();
      const { looks } = (await ask('get', '/personal-data')) as { looks: { sentence: string }[] };
      expect(looks[0]?.sentence).to.equal(`Took what is kept about ${ann.name} as a file`);
      let refused: unknown;
      await file(randomUUIDv7()).catch(error => {
        refused = error;
      });
      expect((refused as { code?: string }).code).to.equal('person.not_found');
    });
  });
});
