import { expect } from 'chai';
import type * as z from 'zod';
import type { SoughtKind, searchAnswer } from '../../../shared/protocol/api/search.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import type { TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLargeSchool } from '../../../test/support/large-school.ts';
import type { Database } from '../database/schema.ts';
import { routes } from './index.ts';

type Answer = z.infer<typeof searchAnswer>;

forEachDatabase((_engine, open) => {
  describe('the search over everything', () => {
    let context: TestContext;
    let ask: AskRoutes;
    const seek = async (q: string, role = 'technician') =>
      (await ask('get', '/search', { query: { q }, as: { ...context.by, role } })) as Answer;
    const titles = ({ items }: Answer, kind: SoughtKind) =>
      items.filter(item => item.kind === kind).map(({ title }) => title);

    before(async () => {
      context = await aLargeSchool(await open(), 60);
      ask = askRoutes(context, () => routes(context));
    });

    it('finds a device and its asset by one serial number', async () => {
      const found = await seek('PF00007X');
      expect(titles(found, 'device')).to.deep.equal(['Trolley Hazel 7']);
      expect(titles(found, 'asset')).to.deep.equal(['GP-00007']);
      expect(found.items.find(({ kind }) => kind === 'asset')?.detail).to.equal(
        'MacBook Air · Room 7 · In service',
      );
    });

    it('finds a person, their loans and nobody else’s', async () => {
      const found = await seek('cleo cedar 2');
      expect(titles(found, 'person')).to.deep.equal(['Cleo Cedar 2']);
      expect(titles(found, 'loan')).to.deep.equal(['Loan 3: Cleo Cedar 2']);
    });

    it('gives a loan by a tag on it and by its number', async () => {
      expect(titles(await seek('gp-00004'), 'loan')).to.deep.equal(['Loan 2: Ben Birch 1']);
      expect(titles(await seek('2'), 'loan')).to.include('Loan 2: Ben Birch 1');
    });

    it('gives five of a kind at most, says which kinds have more, and orders numbers as people do', async () => {
      const found = await seek('trolley');
      expect(titles(found, 'device')).to.deep.equal([
        'Trolley Ash 0',
        'Trolley Ash 8',
        'Trolley Ash 16',
        'Trolley Ash 24',
        'Trolley Ash 32',
      ]);
      expect(found.more).to.deep.equal(['device']);
    });

    it('puts what begins with the words first', async () => {
      await context.db
        .updateTable('person')
        .set({ name: 'Ashley Zed' })
        .where('name', '=', 'Dan Dale 3')
        .execute();
      expect(titles(await seek('ash'), 'person')[0]).to.equal('Ashley Zed');
    });

    it('takes percent signs and underlines as they are', async () => {
      expect((await seek('%')).items).to.deep.equal([]);
      expect((await seek('_')).items).to.deep.equal([]);
    });

    it('shows each role only what it may open', async () => {
      const kinds = new Set((await seek('a', 'headteacher')).items.map(({ kind }) => kind));
      expect([...kinds]).to.have.members(['person', 'asset', 'loan', 'policy']);
      expect((await seek('a', 'nobody')).items).to.deep.equal([]);
    });

    it('finds a stick by its serial number, a CVE, and whatever else has a name', async () => {
      await oneOfEach();
      const found = async (q: string, kind: SoughtKind, role?: string) => titles(await seek(q, role), kind);
      expect(await found('08F9KX', 'medium')).to.deep.equal(['Blue 3']);
      expect(await found('cve-2026-1234', 'vulnerability')).to.deep.equal(['CVE-2026-1234: Zoom']);
      expect(await found('science grant', 'request')).to.deep.equal(['Rosa Reed: Stellarium']);
      expect(await found('acceptable', 'notice')).to.deep.equal(['Acceptable use']);
      expect(await found('brightfibre line', 'supplier')).to.deep.equal(['BrightFibre']);
      expect(await found('po-7781', 'licence')).to.deep.equal(['Sketchpad']);
      expect(await found('greencycle', 'batch')).to.deep.equal(['Collection 4: Greencycle']);
      expect(await found('policy all dev', 'policy')).to.have.length(1);
      expect(await found('lock 20', 'promise')).to.deep.equal(['Screens lock after 20 minutes.']);
      const { items } = await seek('science grant');
      expect(items.map(({ to }) => to)).to.deep.equal(['/requests']);
      expect(await found('08F9KX', 'medium', 'headteacher'), 'not theirs to open').to.deep.equal([]);
      expect(await found('lock 20', 'promise', 'headteacher')).to.have.length(1);
    });

    async function oneOfEach() {
      const { db, schoolId: school_id } = context;
      const put = (table: keyof Database, row: object) =>
        db
          .insertInto(table)
          .values({ id: `a-${table}`, school_id, ...row } as never)
          .execute();
      const by = { created_at: 1, created_by: 'a' };
      await put('school_medium', {
        ...{ revision: 1, label: 'Blue 3', label_order: 'blue 3', vendor_id: '0781', product_id: '5581' },
        ...{ serial: '08F9KX', serial_hash: 'h', access: 'read_write', encryption: 'no', state: 'in_store' },
        ...{ state_at: 1, note: '', search_text: 'blue 3 08f9kx', updated_at: 1, ...by },
      });
      await put('vulnerability', {
        ...{
          package: 'product:zoom',
          key: 'CVE-2026-1234',
          title: 'Zoom',
          search_text: 'zoom cve-2026-1234',
        },
        ...{ advisories: '[]', summary: '', severity: 'high', matter: 1, standing: 'undecided', devices: 2 },
        ...{ affected: '[]', published_at: 1, ransomware: 0, first_seen_at: 1, revision: 1 },
      });
      const asks = { kind: 'software', person: 'Rosa Reed', reason: 'Science', title: 'Stellarium' };
      await put('request', {
        ...{
          ...asks,
          title: undefined,
          body: JSON.stringify({ ...asks, publisher: '', suitability: '' }),
          answer: '',
        },
        ...{ reason: 'Science grant', about: 'software:stellarium', status: 'waiting', made_at: 1 },
      });
      await put('notice', {
        ...{ kind: 'agreement', title: 'Acceptable use', texts: '{}', from_name: 'Head', answer: 'agree' },
        ...{
          group_ids: '[]',
          people: '[]',
          reminders: '[]',
          gate: 0,
          issued_at: 1,
          until: 2,
          created_by: 'a',
        },
      });
      const kept = { revision: 1, changed_at: 1, changed_by: 'a' };
      await put('supplier', { name: 'BrightFibre', name_key: 'brightfibre', processor: 'no', ...kept });
      await put('contract', {
        ...{ supplier_id: 'a-supplier', title: 'Line to the internet', kind: 'internet', renews: 0 },
        ...{ starts_on: '2026-01-01', ...kept },
      });
      await put('licence', { title: 'Sketchpad', basis: 'device', seats: 30, reference: 'PO-7781', ...kept });
      await put('disposal_contractor', {
        ...{ name: 'Greencycle', contact: '', carrier_number: 'C', carrier_until: '2027-01-01', permit: 'P' },
        ...{ certification: '', checked_on: '2026-01-01', checked_by: 'a' },
      });
      await put('disposal_batch', {
        ...{ number: 4, status: 'gathering', contractor_id: 'a-disposal_contractor', way: 'collected' },
        ...{ collect_on: '2026-11-30', ...by },
      });
      const sentence = 'Screens lock after 20 minutes.';
      const body = JSON.stringify([{ id: 'clause-lock', sentence, controls: ['idle-lock'] }]);
      const row = { school_id, revision: 1, body, updated_at: 1, updated_by: 'a' };
      await db.insertInto('school_clauses').values(row).execute();
    }
  });
});
