import { expect } from 'chai';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import type { Caller } from '../route.ts';
import { routes } from './index.ts';
import { findToken } from './tokens.ts';

forEachDatabase((_engine, open) => {
  describe('a token that keeps to less than its role', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let small: Caller;

    before(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context, '1'));
      small = await caller(await make({ scopes: ['tokens.manage', 'people.manage'] }));
    });

    const make = async (more: object, as?: Caller) =>
      (await ask('post', '/tokens', {
        body: { label: 'small', role: 'technician', days: 1, ...more },
        ...(as && { as }),
      })) as { token: string };
    const caller = async ({ token }: { token: string }): Promise<Caller> => {
      const found = await findToken(context.db, token, context.now());
      if (found === undefined) throw new Error('there is no such token');
      return found;
    };

    it('makes tokens for no more than itself, and of no other role', async () => {
      for (const more of [{}, { scopes: ['tokens.manage', 'orders.give'] }, { role: 'headteacher' }]) {
        const refused = await ask.refused(make(more, small), 403);
        expect(refused.code, JSON.stringify(more)).to.equal('token.beyond_yours');
      }
      expect((await caller(await make({ scopes: ['tokens.manage'] }, small))).scopes).to.deep.equal([
        'tokens.manage',
      ]);
    });

    it('makes no sign-in link, by which one could do all', async () => {
      const body = { name: 'Hazel Head', email: 'h@s.example', role: 'headteacher' };
      const { id } = (await ask('post', '/people', { body })) as { id: string };
      const link = (as?: Caller) =>
        ask('post', '/people/{id}/sign-in-link', { params: { id }, ...(as && { as }) });
      expect((await ask.refused(link(small), 403)).code).to.equal('token.beyond_yours');
      await link();
    });
  });
});
