import { expect } from 'chai';
import { weighs } from '../../../shared/protocol/api/accounts.ts';
import { type Role, roles } from '../../../shared/protocol/api/common.ts';
import { accountSchool, emailOf } from '../../../test/support/account-school.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { access, type Permission, permissionsOf } from '../access.ts';
import { expireApprovals } from '../approvals/decide.ts';
import { agreeAtTheMachine, waitingForMachine } from '../approvals/machine.ts';
import { readApproval } from '../approvals/present.ts';
import { kindsOf } from '../approvals/store.ts';
import type { Caller } from '../route.ts';
import { accountKind, routes, tokenKind } from './index.ts';
import { createAccount, listAccounts } from './people.ts';
import { invite } from './sign-in-link.ts';
import { createToken, findToken } from './tokens.ts';

const dayMs = 24 * 3600_000;
const reason = 'She starts on Monday';
const kinds = kindsOf([accountKind, tokenKind]);
type Answer = { id?: string; waits?: { id: string; sentence: string } | null; url?: string; token?: string };

describe('the roles that nobody gives alone', () => {
  it('are those that agree to anything, or have what a technician has not', () => {
    // A line manager agrees to one loan, which they are asked about by name.
    const second = (Object.keys(access) as Permission[]).filter(
      one => /\.(approve|agree|sign)$/.test(one) && one !== 'loans.approve',
    );
    const decides = (role: Role) =>
      permissionsOf(role).some(
        one =>
          !one.startsWith('own.') && (second.includes(one) || !permissionsOf('technician').includes(one)),
      );
    expect(roles.filter(weighs)).to.deep.equal(roles.filter(decides));
  });
});

forEachDatabase((_engine, open) => {
  describe('a second person for accounts', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let tara: Caller;
    const { accountOf, idOf, comesIn, aPerson, agree, actions } = accountSchool(() => context, kinds);

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context, '1'));
      tara = await aPerson('Tara Tech', 'technician');
    });

    const add = (name: string, role: Role, as = tara, more: object = { reason }) =>
      ask('post', '/people', { body: { name, email: emailOf(name), role, ...more }, as }) as Promise<Answer>;
    const patch = async (name: string, body: object, as = tara) =>
      ask('patch', '/people/{id}', {
        params: { id: await idOf(name) },
        body: { reason, ...body },
        as,
      }) as Promise<Answer>;
    const link = async (name: string, as = tara) =>
      ask('post', '/people/{id}/sign-in-link', {
        params: { id: await idOf(name) },
        body: { reason },
        as,
      }) as Promise<Answer>;
    const code = async (work: Promise<unknown>) => (await refusal(work)).code;
    it('lets a new school begin: its first people wait for nobody, and the log says so', async () => {
      expect((await add('Hazel Head', 'headteacher')).id).to.be.a('string');
      // Invited and never seen, she is nobody who could agree.
      expect((await add('Tom Tech', 'technician')).id).to.be.a('string');
      expect(await actions()).to.include.members(['approval.alone', 'account.created']);
      await comesIn('Hazel Head');
      expect((await add('Ivy Intern', 'technician')).waits?.sentence).to.equal(
        'Hazel Head has to agree first.',
      );
    });

    it('gives nobody a role that decides something until somebody else has agreed', async () => {
      const hazel = await aPerson('Hazel Head', 'headteacher');
      for (const role of roles.filter(weighs)) {
        const name = `New ${role}`;
        const asked = await add(name, role);
        expect(await accountOf(name), role).to.equal(undefined);
        const shown = await readApproval(context, kinds, hazel, asked.waits?.id ?? '');
        expect(shown.lines[0]).to.contain(`${name} gets an account`).and.contain(emailOf(name));
        expect(shown).to.include({ youMayDecide: true, stepUp: true });
        expect(await code(agree(tara, asked))).to.equal('approval.own_work');
        await agree(hazel, asked);
        expect(await accountOf(name)).to.include({ role });
      }
      for (const role of ['staff', 'governor'] as const)
        expect((await add(`New ${role}`, role, tara, {})).id, role).to.be.a('string');
    });

    it('asks for a reason, and says at once what stands against it', async () => {
      await aPerson('Hazel Head', 'headteacher');
      const silent = await refusal(add('Ivy Intern', 'technician', tara, {}));
      expect([silent.code, Object.keys(silent.fields ?? {})]).to.deep.equal(['account.why', ['reason']]);
      expect(await code(add('Hazel Head', 'technician'))).to.equal('account.email_taken');
      expect(await code(patch('Hazel Head', { disabled: true }))).to.equal('account.last_head');
      await add('Ivy Intern', 'technician');
      expect(await code(add('Ivy Intern', 'headteacher'))).to.equal('approval.waits_already');
    });

    it('raises, lowers, closes and opens only with the yes, and not with that of whom it is about', async () => {
      const hazel = await aPerson('Hazel Head', 'headteacher');
      const tom = await aPerson('Tom Tech', 'technician');
      const staff = await aPerson('Sam Staff', 'staff');
      const raised = await patch('Sam Staff', { role: 'data_protection_officer' });
      expect(await accountOf('Sam Staff')).to.include({ role: 'staff' });
      const { items } = await listAccounts(
        ...([context.db, tara, { limit: 10 }, new Map([[await idOf('Sam Staff'), 'x']])] as const),
      );
      expect(items.filter(one => one.approvalId !== null).map(one => one.name)).to.deep.equal(['Sam Staff']);
      await agree(tom, raised);
      expect(await accountOf('Sam Staff')).to.include({ role: 'data_protection_officer' });
      expect((await patch('Sam Staff', { name: 'Sam Staff', email: emailOf('Sam Staff') })).id).to.be.a(
        'string',
      );
      const closed = await patch('Tom Tech', { disabled: true });
      expect(closed.waits?.sentence).to.equal('Hazel Head has to agree first.');
      expect(await code(agree(tom, closed))).to.equal('approval.own_work');
      await agree(hazel, closed);
      expect(await accountOf('Tom Tech')).to.include({ disabled: 1 });
      expect((await patch('Tom Tech', { disabled: false })).waits).to.be.an('object');
      expect((await patch('Sam Staff', { role: 'staff' })).waits).to.be.an('object');
      expect((await patch('Hazel Head', { email: 'eve@school.example' }, staff)).waits).to.be.an('object');
      expect((await patch('Tara Tech', { email: 'new@school.example' })).id, 'one’s own').to.be.a('string');
    });

    it('makes a link for somebody who has other ways in once for each yes, within a day', async () => {
      const hazel = await aPerson('Hazel Head', 'headteacher');
      await aPerson('Tom Tech', 'technician');
      const asked = await link('Tom Tech');
      expect(asked.url).to.equal(undefined);
      await agree(hazel, asked);
      context.clock.at += 1000;
      expect((await link('Tom Tech')).url).to.contain('#token=');
      context.clock.at += 1000;
      const second = await link('Tom Tech');
      expect(second.url, 'a second one').to.equal(undefined);
      await agree(hazel, second);
      context.clock.at += dayMs;
      expect((await link('Tom Tech')).url, 'a day later').to.equal(undefined);
      await aPerson('Sam Staff', 'staff');
      expect((await link('Sam Staff')).url).to.contain('#token=');
    });

    it('lets a one-person team help its only head, who cannot agree to what is about herself', async () => {
      await aPerson('Hazel Head', 'headteacher');
      expect((await link('Hazel Head')).url).to.contain('#token=');
      expect(await actions()).to.include('approval.alone');
    });

    it('takes a second step away only with the yes', async () => {
      const hazel = await aPerson('Hazel Head', 'headteacher');
      await aPerson('Tom Tech', 'technician');
      const id = await idOf('Tom Tech');
      const take = () =>
        ask('delete', '/people/{id}/second-step', { params: { id }, query: { reason }, as: tara });
      expect((await ask.refused(take(), 404)).code).to.equal('second_step.not_found');
      const row = { id: 's', account_id: id, secret: 'sealed', confirmed_at: 1, last_step: 0, created_at: 1 };
      await context.db
        .insertInto('second_step')
        .values({ ...row, school_id: context.schoolId } as never)
        .execute();
      const there = () => context.db.selectFrom('second_step').select('id').execute();
      const asked = (await take()) as Answer;
      expect(await there()).to.have.length(1);
      await agree(hazel, asked);
      expect(await there()).to.have.length(0);
    });

    it('is not whoever made the token or the link behind which it was asked', async () => {
      const hazel = await aPerson('Hazel Head', 'headteacher');
      const tom = await aPerson('Tom Tech', 'technician');
      const tokenOf = async (by: Caller) => {
        const { token } = await createToken(context, by, { label: 'x', role: 'technician', days: 1 });
        const found = await findToken(context.db, token, context.now());
        if (found === undefined) throw new Error('no token');
        return found;
      };
      const own = await add('Ivy Intern', 'technician', await tokenOf(tara));
      expect(own.waits?.sentence).to.equal('Hazel Head or Tom Tech has to agree first.');
      expect(await code(agree(tara, own))).to.equal('approval.own_work');
      const machine = await add('Una Intern', 'technician', await tokenOf(context.by));
      expect(machine.waits?.sentence).to.equal('Hazel Head has to agree first.');
      expect(await code(agree(tom, machine))).to.equal('approval.own_work');
      await agree(hazel, machine);
    });

    describe('of a token', () => {
      const make = (more: object, as = tara) =>
        ask('post', '/tokens', {
          body: { label: 'Asset import', role: 'technician', reason, ...more },
          as,
        }) as Promise<Answer>;
      const works = async ({ token = '' }: Answer) =>
        (await findToken(context.db, token, context.now())) !== undefined;

      it('is asked for what it may do beyond reading, whoever’s role it has, and it works from then on', async () => {
        const hazel = await aPerson('Hazel Head', 'headteacher');
        const free = [
          { role: 'staff' },
          { role: 'governor' },
          { scopes: ['devices.read', 'session.own'] },
          { role: 'headteacher', scopes: ['promises.read'] },
        ];
        for (const more of free) expect(await works(await make({ ...more, reason: '' }))).to.equal(true);
        const weighty = [
          ...roles.filter(weighs).map(role => ({ role })),
          { scopes: ['devices.read', 'orders.give'] },
          { role: 'headteacher', scopes: ['disposals.loosen'] },
          { role: 'data_protection_officer', scopes: ['personal_data.read'] },
        ];
        for (const more of weighty) {
          const asked = await make(more);
          expect(await works(asked), JSON.stringify(more)).to.equal(false);
          const { lines } = await readApproval(context, kinds, hazel, asked.waits?.id ?? '');
          expect(lines[0]).to.contain('“Asset import” acts here as');
          expect(JSON.stringify(lines)).not.to.contain(asked.token);
          context.clock.at += dayMs;
          await agree(await comesIn('Hazel Head'), asked);
          expect(await works(asked)).to.equal(true);
          context.clock.at += 364 * dayMs;
          expect(await works(asked), 'counted from the yes').to.equal(true);
          context.clock.at += dayMs;
          expect(await works(asked)).to.equal(false);
        }
      });

      it('asks why, is not given by whoever asked, and leaves nothing when nobody agrees', async () => {
        await aPerson('Hazel Head', 'headteacher');
        expect(await code(make({ reason: '' }))).to.equal('account.why');
        const asked = await make({});
        expect(await code(agree(tara, asked))).to.equal('approval.own_work');
        expect(await code(make({ label: 'asset IMPORT' }))).to.equal('approval.waits_already');
        context.clock.at += 14 * dayMs;
        await expireApprovals(context, kinds);
        expect(await works(asked)).to.equal(false);
        expect(await actions()).not.to.include('token.created');
      });

      it('waits for nobody where nobody else could agree', async () => {
        const made = await make({ reason: '' });
        expect([await works(made), made.waits]).to.deep.equal([true, null]);
        expect(await actions()).to.include.members(['approval.alone', 'token.created']);
      });
    });

    it('that nobody gave ends by itself, and nothing was done', async () => {
      await aPerson('Hazel Head', 'headteacher');
      await add('Ivy Intern', 'technician');
      context.clock.at += 14 * dayMs;
      await expireApprovals(context, kinds);
      expect(await accountOf('Ivy Intern')).to.equal(undefined);
      expect(await actions()).to.include('approval.expired');
    });

    it('that the last to give one took along is given at the console’s machine, after a day, and all hear of it', async () => {
      // The headteacher has left without anybody to follow her.
      await aPerson('Hazel Head', 'headteacher');
      const asked = await add('Nadia Next', 'headteacher');
      const agreeThere = () => agreeAtTheMachine(context, kinds, context.by, asked.waits?.id ?? '');
      context.clock.at += dayMs - 1;
      expect(await code(agreeThere())).to.equal('approval.too_early');
      const [waiting] = await waitingForMachine(context, kinds, context.schoolId);
      expect(waiting).to.deep.include({ who: ['Hazel Head'], askedBy: 'Tara Tech', from: context.now() + 1 });
      context.clock.at += 1;
      const config = { ...context.config, mail: {} as NonNullable<TestContext['config']['mail']> };
      await agreeAtTheMachine({ ...context, config }, kinds, context.by, waiting?.id ?? '');
      expect(await accountOf('Nadia Next')).to.include({ role: 'headteacher' });
      expect(await actions()).to.include('approval.stood_in');
      const letters = await context.db.selectFrom('delivery').select('what').execute();
      expect(letters.map(one => one.what)).to.deep.equal(
        Array(3).fill('Agreed to without a second person: Give Nadia Next an account as headteacher'),
      );
      expect(await code(agreeThere())).to.equal('approval.over');
    });

    it('counts no invitation as a way in that was there before', async () => {
      await aPerson('Hazel Head', 'headteacher');
      await createAccount(context, context.by, {
        name: 'Tom Tech',
        email: 't@s.example',
        role: 'technician',
      });
      expect((await link('Tom Tech')).url).to.contain('#token=');
      expect((await invite(context, tara, await idOf('Tom Tech'))).url).to.contain('#token=');
    });
  });
});
