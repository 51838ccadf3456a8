import { expect } from 'chai';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('saved views', () => {
    let context: TestContext;
    let ask: AskRoutes;
    const save = (name: string, query: string, list?: string) =>
      ask('post', '/saved-views', { body: { name, query, ...(list && { list }) } });
    const views = async (as = context.by) =>
      (
        (await ask('get', '/saved-views', { as })) as {
          items: { id: string; list: string; name: string; query: string }[];
        }
      ).items;

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context));
    });

    it('are kept by name, and a name that is there is written anew', async () => {
      await save('Goes home', 'search=home');
      await save('Blocked', 'trouble=blocked');
      await save('Goes home', 'search=home&sort=lastSeen');
      expect((await views()).map(({ name, query }) => [name, query])).to.deep.equal([
        ['Blocked', 'trouble=blocked'],
        ['Goes home', 'search=home&sort=lastSeen'],
      ]);
    });

    it('are of one list each: the same name in another is another view', async () => {
      await save('Mine', 'search=a');
      await save('Mine', 'show=unsupported&columns=owner', 'software');
      expect((await views()).map(({ list, query }) => [list, query])).to.have.deep.members([
        ['devices', 'search=a'],
        ['software', 'show=unsupported&columns=owner'],
      ]);
    });

    it('are nobody else’s to see or to forget', async () => {
      await save('Mine', 'search=x');
      const other = { ...context.by, id: 'person:other' };
      expect(await views(other)).to.deep.equal([]);
      const [{ id = '' } = {}] = await views();
      await ask.refused(ask('delete', '/saved-views/{id}', { params: { id }, as: other }), 404);
      await ask('delete', '/saved-views/{id}', { params: { id } });
      expect(await views()).to.deep.equal([]);
    });

    it('are thirty at most', async () => {
      for (let count = 0; count < 30; count++) await save(`View ${count}`, '');
      await ask.refused(save('One more', ''), 409);
      await save('View 7', 'search=7');
      await save('One of another list', '', 'media');
    });
  });
});
