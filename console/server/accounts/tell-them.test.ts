import { expect } from 'chai';
import { accountSchool, emailOf, type MayWait } from '../../../test/support/account-school.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { kindsOf } from '../approvals/store.ts';
import type { Caller } from '../route.ts';
import { accountKind, createToken, routes } from './index.ts';
import { createAccount } from './people.ts';
import { findToken } from './tokens.ts';

const kinds = kindsOf([accountKind]);

forEachDatabase((_engine, open) => {
  describe('whom a change of an account is about', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let tara: Caller;
    let hazel: Caller;
    const { aPerson, agree, idOf } = accountSchool(() => context, kinds);

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context, '1'));
      tara = await aPerson('Tara Tech', 'technician');
      hazel = await aPerson('Hazel Head', 'headteacher');
      await aPerson('Sam Staff', 'staff');
      context.config = { ...context.config, mail: {} as NonNullable<TestContext['config']['mail']> };
    });

    const patch = async (name: string, body: object, as = tara) =>
      (await ask('patch', '/people/{id}', {
        params: { id: await idOf(name) },
        body: { reason: 'x', ...body },
        as,
      })) as MayWait;
    const told = async () => {
      const rows = await context.db
        .selectFrom('delivery')
        .selectAll()
        .where('key', 'like', 'account told %')
        .orderBy('id')
        .execute();
      await context.db.deleteFrom('delivery').execute();
      return rows.map(({ target, body }) => ({
        to: target,
        text: (JSON.parse(body) as { text: string }).text,
      }));
    };
    const only = async (part: string, to = emailOf('Sam Staff')) => {
      const [letter, ...more] = await told();
      expect([letter?.to, more.length]).to.deep.equal([to, 0]);
      expect(letter?.text).to.contain(part).and.contain('was changed by Tara Tech');
      return letter?.text ?? '';
    };

    it('gets a letter when their role changes, they are closed and opened, once it is done and not before', async () => {
      const asked = await patch('Sam Staff', { role: 'business_manager' });
      expect(await told()).to.deep.equal([]);
      await agree(hazel, asked);
      await only('You are business manager there from now on, no longer staff');
      await agree(hazel, await patch('Sam Staff', { disabled: true }));
      await only('You may not sign in any more');
      await agree(hazel, await patch('Sam Staff', { disabled: false }));
      await only('You may sign in again.');
    });

    it('hears of another address at the old one, which is not told the new one, also where they did it themselves', async () => {
      await patch('Sam Staff', { email: 'sam.new@s.example' });
      expect(await only('You sign in with another e-mail address')).not.to.contain('sam.new');
      await patch('Tara Tech', { email: 'tara.new@s.example' });
      await only('You sign in with another e-mail address', emailOf('Tara Tech'));
      await ask('post', '/session/password', {
        body: { password: 'wombat tulip engine', email: 'tara.third@s.example' },
        as: tara,
      });
      await only('You sign in with another e-mail address', 'tara.new@s.example');
    });

    it('hears of a link for them and of a second step that was taken away', async () => {
      const params = { id: await idOf('Sam Staff') };
      await ask('post', '/people/{id}/sign-in-link', { params, as: tara });
      await only('A link was made which works once');
      const row = {
        id: 's',
        account_id: params.id,
        secret: 'x',
        confirmed_at: 1,
        last_step: 0,
        created_at: 1,
      };
      await context.db
        .insertInto('second_step')
        .values({ ...row, school_id: context.schoolId } as never)
        .execute();
      await ask('delete', '/people/{id}/second-step', { params, query: {}, as: tara });
      await only('Your second step was taken away');
    });

    it('hears nothing of another name, of what they do themselves, or before they ever came', async () => {
      await patch('Sam Staff', { name: 'Samira Staff' });
      const { token } = await createToken(context, tara, { label: 'x', role: 'technician', days: 1 });
      const program = await findToken(context.db, token, context.now());
      await createAccount(context, context.by, { name: 'Ned New', email: 'ned@s.example', role: 'staff' });
      await patch('Ned New', { disabled: true }, program);
      await ask('post', '/people/{id}/sign-in-link', { params: { id: await idOf('Tara Tech') }, as: tara });
      expect(await told()).to.deep.equal([]);
      context.config = { ...context.config, mail: undefined };
      await patch('Samira Staff', { disabled: true });
      expect(await told(), 'without a server for mail').to.deep.equal([]);
    });
  });
});
