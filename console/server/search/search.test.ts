import { expect } from 'chai';
import type * as z from 'zod';
import type { SoughtKind, searchAnswer } from '../../../shared/protocol/api/search.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import type { TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLargeSchool } from '../../../test/support/large-school.ts';
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
      expect([...kinds]).to.have.members(['person', 'asset', 'loan']);
      expect((await seek('a', 'nobody')).items).to.deep.equal([]);
    });
  });
});
