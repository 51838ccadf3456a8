import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Supplier } from '../../../shared/protocol/api/suppliers.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPdf } from '../../../test/support/disposal-world.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { scratchFolder } from '../../../test/support/scratch.ts';
import { may } from '../access.ts';
import type { FileAnswer } from '../route.ts';
import { routes } from './index.ts';

type List = { items: Supplier[] };

forEachDatabase((_engine, open) => {
  describe('papers of a supplier', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let data: string;
    let id: string;

    beforeEach(async () => {
      const plain = await aContext(await open());
      data = scratchFolder('caretaker-suppliers-');
      context = { ...plain, config: { ...plain.config, data } };
      ask = askRoutes(context, () => routes(context));
      const body = {
        ...{ name: 'Northern IT', contact: '', phone: '', email: '', website: '', account: '', notes: '' },
        ...{ processor: 'no', agreementOn: null, agreementUntil: null, endedOn: null },
      };
      id = ((await ask('post', '/suppliers', { body })) as List).items[0]?.id ?? '';
    });
    afterEach(() => rmSync(data, { recursive: true, force: true }));

    const add = (bytes: Buffer, query: object = {}) =>
      ask('post', '/suppliers/{id}/papers', {
        params: { id },
        query: { what: 'agreement', name: 'agreement.pdf', ...query },
        upload: bytes,
      }) as Promise<List>;
    const files = () => (existsSync(join(data, 'files')) ? readdirSync(join(data, 'files')) : []);

    it('are kept as they came, and listed with what they are and who added them', async () => {
      const bytes = aPdf('Data processing agreement');
      const [supplier] = (await add(bytes)).items;
      const [paper] = supplier?.papers ?? [];
      expect(paper).to.deep.include({
        ...{ what: 'agreement', name: 'agreement.pdf', size: bytes.length, addedBy: context.by.name },
      });
      const given = (await ask('get', '/supplier-papers/{id}', {
        params: { id: paper?.id },
      })) as FileAnswer;
      expect(given.type).to.equal('application/pdf');
      expect(Buffer.from(given.bytes as Buffer).equals(bytes)).to.equal(true);
      for (const role of ['headteacher', 'data_protection_officer', 'business_manager'] as const)
        expect(may({ ...context.by, role }, 'suppliers.read'), role).to.equal(true);
    });

    it('are told by their bytes, and nothing else is kept', async () => {
      const page = Buffer.from('<!DOCTYPE html><script>alert(1)</script>');
      expect((await refusal(add(page))).status).to.equal(400);
      expect((await refusal(add(aPdf(), { name: '../../a.pdf' }))).detail).to.match(/Rename the file/);
      const polyglot = Buffer.concat([aPdf(), Buffer.from('PK\u0003\u0004PK\u0005\u0006')]);
      expect((await refusal(add(polyglot))).detail).to.match(/goes on as something else/);
      expect(files()).to.deep.equal([]);
    });

    it('are removed for good, bytes and all, and the audit log keeps that they were there', async () => {
      const [supplier] = (await add(aPdf())).items;
      const params = { id: supplier?.papers[0]?.id };
      expect(files()).to.have.length(1);
      const after = (await ask('delete', '/supplier-papers/{id}', { params })) as List;
      expect(after.items[0]?.papers).to.deep.equal([]);
      expect(files()).to.deep.equal([]);
      expect((await refusal(ask('get', '/supplier-papers/{id}', { params }))).status).to.equal(404);
      const logged = await context.db
        .selectFrom('audit')
        .select('facts')
        .where('action', '=', 'supplier.paper_removed')
        .execute();
      expect(logged.map(row => JSON.parse(row.facts))).to.deep.equal([
        { name: 'Northern IT', file: 'agreement.pdf' },
      ]);
    });
  });
});
