import { expect } from 'chai';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { AppError } from '../errors.ts';
import { authenticate } from './authenticate.ts';
import { patchAccount } from './change.ts';
import { ensureTechnician, makeFirstLink, needsFirstLink } from './command-line.ts';
import { describeSession, setOwnPassword, signOut } from './own-session.ts';
import { createAccount, listAccounts } from './people.ts';
import { idleMs, lifeMs } from './sessions.ts';
import { signInWithPassword } from './sign-in.ts';
import { signInWithLink as comeByLink } from './sign-in-link.ts';
import { createToken, withdrawToken } from './tokens.ts';
import { lockMs } from './tries.ts';

const minute = 60_000;
const secret = 'three words together';

const signInWithLink = async (...given: Parameters<typeof comeByLink>) => (await comeByLink(...given)).token;

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'worked',
    error => (error instanceof AppError ? error.code : String(error)),
  );

forEachDatabase((_name, open) => {
  let context: TestContext;

  beforeEach(async () => {
    context = await aContext(await open());
    await ensureTechnician(context, context.schoolId);
  });

  const linkToken = async (email?: string) => {
    const { url } = await makeFirstLink(context, context.schoolId, email);
    return new URL(url).hash.replace('#token=', '');
  };
  const whoHas = async (token: string) => authenticate(context, { cookie: `other=1; caretaker=${token}` });
  const signIn = async () => {
    const caller = await whoHas(await signInWithLink(context, await linkToken()));
    if (caller === undefined) throw new Error('the link did not sign in');
    return caller;
  };
  const addHead = () =>
    createAccount(context, context.by, {
      name: 'Ada Head',
      email: 'Head@School.example',
      role: 'headteacher',
    });

  describe('first start', () => {
    it('makes one technician, however often it runs', async () => {
      await ensureTechnician(context, context.schoolId);
      const { items } = await listAccounts(context.db, context.by, { limit: 10 });
      expect(items.map(item => [item.name, item.role])).to.deep.equal([['Technician', 'technician']]);
    });

    it('offers a link until a technician has a password', async () => {
      expect(await needsFirstLink(context.db, context.schoolId)).to.equal(true);
      await setOwnPassword(context, await signIn(), { password: secret });
      expect(await needsFirstLink(context.db, context.schoolId)).to.equal(false);
    });
  });

  describe('a sign-in link', () => {
    it('lets one of ten simultaneous uses in', async () => {
      const token = await linkToken();
      const codes = await Promise.all(
        Array.from({ length: 10 }, () => codeOf(signInWithLink(context, token))),
      );
      expect(codes.filter(code => code === 'worked')).to.have.length(1);
      expect(codes.filter(code => code === 'link.used')).to.have.length(9);
    });

    it('ends after ten minutes', async () => {
      const token = await linkToken();
      context.clock.at += 10 * minute;
      expect(await codeOf(signInWithLink(context, token))).to.equal('link.used');
    });

    it('stops working when a newer one is made', async () => {
      const older = await linkToken();
      await linkToken();
      expect(await codeOf(signInWithLink(context, older))).to.equal('link.used');
    });

    it('is of no use once the account is closed', async () => {
      const head = await addHead();
      const token = await linkToken('head@school.example');
      await patchAccount(context, context.by, head.id, { disabled: true });
      expect(await codeOf(signInWithLink(context, token))).to.equal('link.used');
    });

    it('carries its token where no server log can see it', async () => {
      const { url } = await makeFirstLink(context, context.schoolId);
      expect(url).to.match(/^http:\/\/localhost:8080\/sign-in#token=[\w-]{43}$/);
    });
  });

  describe('a session', () => {
    it('ends after twelve hours without use', async () => {
      const token = await signInWithLink(context, await linkToken());
      context.clock.at += idleMs - 1;
      expect(await whoHas(token)).to.include({ name: 'Technician', role: 'technician' });
      context.clock.at += idleMs;
      expect(await whoHas(token)).to.equal(undefined);
    });

    it('ends after seven days however much it is used', async () => {
      const token = await signInWithLink(context, await linkToken());
      for (let passed = 0; passed < lifeMs; passed += idleMs / 2) {
        expect(await whoHas(token)).not.to.equal(undefined);
        context.clock.at += idleMs / 2;
      }
      expect(await whoHas(token)).to.equal(undefined);
    });

    it('is not kept alive by what runs without the person', async () => {
      const token = await signInWithLink(context, await linkToken());
      context.clock.at += idleMs - 1;
      await authenticate(context, { cookie: `caretaker=${token}` }, false);
      context.clock.at += 1;
      expect(await whoHas(token)).to.equal(undefined);
    });

    it('ends when the person signs out, and is nowhere stored as it is', async () => {
      const token = await signInWithLink(context, await linkToken());
      const stored = await context.db.selectFrom('session').selectAll().execute();
      expect(JSON.stringify(stored)).not.to.contain(token);
      await signOut(context, (await whoHas(token)) ?? context.by);
      expect(await whoHas(token)).to.equal(undefined);
    });
  });

  describe('a password', () => {
    const signInAs = async (name: string, password: string) =>
      (await signInWithPassword(context, name, password)).token;

    it('signs in by e-mail address in any case, once it is set', async () => {
      await setOwnPassword(context, await signIn(), { password: secret, email: 'Tech@School.example' });
      expect(await whoHas(await signInAs(' TECH@school.example ', secret))).to.include({
        role: 'technician',
      });
    });

    it('signs in by name while no address is known', async () => {
      await setOwnPassword(context, await signIn(), { password: secret });
      expect(await codeOf(signInAs('technician', secret))).to.equal('worked');
    });

    it('is refused in the same words when the person, the password or everything is wrong', async () => {
      await setOwnPassword(context, await signIn(), { password: secret });
      await addHead();
      for (const name of ['technician', 'head@school.example', 'nobody@school.example', ''])
        expect(await codeOf(signInAs(name, 'wrong')), name).to.equal('session.wrong');
    });

    it('locks its account after five wrong tries, also for the right one, until the wait is over', async () => {
      await setOwnPassword(context, await signIn(), { password: secret });
      for (let i = 0; i < 5; i++) await codeOf(signInAs('technician', 'wrong'));
      expect(await codeOf(signInAs('technician', secret))).to.equal('session.wrong');
      context.clock.at += minute;
      expect(await codeOf(signInAs('technician', secret))).to.equal('worked');
    });

    it('is tried no more than five times by a crowd that comes at once', async () => {
      await setOwnPassword(context, await signIn(), { password: secret });
      await Promise.all(Array.from({ length: 12 }, () => codeOf(signInAs('technician', 'wrong'))));
      const account = await context.db.selectFrom('account').select('failed_count').executeTakeFirstOrThrow();
      expect(account.failed_count).to.equal(5);
    });

    it('needs the present one to be changed, except in a session that a link began', async () => {
      await setOwnPassword(context, await signIn(), { password: secret });
      context.clock.at += minute;
      const caller = (await whoHas(await signInAs('technician', secret))) ?? context.by;
      expect(await codeOf(setOwnPassword(context, caller, { password: 'another secret' }))).to.equal(
        'password.current_wrong',
      );
      expect(
        await codeOf(setOwnPassword(context, caller, { password: 'another secret', current: secret })),
      ).to.equal('worked');
      context.clock.at += minute;
      expect(await codeOf(setOwnPassword(context, await signIn(), { password: secret }))).to.equal('worked');
    });

    it('is refused when people guess it first, from the school’s name too', async () => {
      const caller = await signIn();
      const { name } = (await describeSession(context, caller, '1')).school;
      for (const password of ['passwordpassword', `${name} 2026`])
        expect(await codeOf(setOwnPassword(context, caller, { password }))).to.equal('password.guessable');
    });

    it('ends the person’s other sessions when it changes', async () => {
      const other = await signInWithLink(context, await linkToken());
      await setOwnPassword(context, await signIn(), { password: secret });
      expect(await whoHas(other)).to.equal(undefined);
    });

    it('is stored as Argon2id with the parameters that OWASP names', async () => {
      await setOwnPassword(context, await signIn(), { password: secret });
      const account = await context.db
        .selectFrom('account')
        .select('password_hash')
        .executeTakeFirstOrThrow();
      expect(account.password_hash).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    });
  });

  describe('an account', () => {
    it('is refused a second time for one e-mail address', async () => {
      await addHead();
      expect(await codeOf(addHead())).to.equal('account.email_taken');
    });

    it('cannot be closed by its own person, nor be the last technician to go', async () => {
      const caller = await signIn();
      const { items } = await listAccounts(context.db, caller, { limit: 10 });
      const own = items.find(item => item.you)?.id ?? '';
      expect(await codeOf(patchAccount(context, caller, own, { disabled: true }))).to.equal(
        'account.yourself',
      );
      expect(await codeOf(patchAccount(context, caller, own, { role: 'headteacher' }))).to.equal(
        'account.yourself',
      );
      expect(await codeOf(patchAccount(context, context.by, own, { disabled: true }))).to.equal(
        'account.last_technician',
      );
    });

    it('leaves one technician when two close each other at the same moment', async () => {
      const second = await createAccount(context, context.by, {
        name: 'Bo',
        email: 'bo@s.example',
        role: 'technician',
      });
      const { items } = await listAccounts(context.db, context.by, { limit: 10 });
      const first = items.find(item => item.id !== second.id)?.id ?? '';
      const codes = await Promise.all(
        [first, second.id].map(id => codeOf(patchAccount(context, context.by, id, { disabled: true }))),
      );
      expect(codes.sort()).to.deep.equal(['account.last_technician', 'worked']);
    });

    it('of the only headteacher who came in is not taken away, until another has been there for a week', async () => {
      const head = await addHead();
      const close = () => codeOf(patchAccount(context, context.by, head.id, { disabled: true }));
      await signInWithLink(context, await linkToken('head@school.example'));
      expect(await close()).to.equal('account.last_head');
      const demote = patchAccount(context, context.by, head.id, { role: 'staff' });
      expect(await codeOf(demote)).to.equal('account.last_head');
      const next = { name: 'Bo Head', email: 'bo@school.example', role: 'headteacher' } as const;
      await createAccount(context, context.by, next);
      await signInWithLink(context, await linkToken('bo@school.example'));
      expect(await close()).to.equal('account.last_head');
      context.clock.at += 7 * 24 * 60 * minute;
      expect(await close()).to.equal('worked');
    });

    it('signs its person out everywhere when it is closed or given another role', async () => {
      const next = { name: 'Cy', email: 'cy@school.example', role: 'staff' } as const;
      const staff = await createAccount(context, context.by, next);
      const token = await signInWithLink(context, await linkToken('cy@school.example'));
      await patchAccount(context, context.by, staff.id, { role: 'technician' });
      expect(await whoHas(token)).to.equal(undefined);
    });

    it('is unknown to another school', async () => {
      const head = await addHead();
      const stranger = { ...context.by, schoolId: 'another' };
      expect(await codeOf(patchAccount(context, stranger, head.id, { name: 'Eve' }))).to.equal(
        'account.not_found',
      );
    });

    it('is listed in pages that overlap nowhere', async () => {
      for (const name of ['Cy', 'Bo', 'Bo', 'Ann'])
        await createAccount(context, context.by, {
          name,
          email: `${Math.random()}@s.example`,
          role: 'headteacher',
        });
      const names: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await listAccounts(context.db, context.by, { limit: 2, cursor });
        names.push(...page.items.map(item => item.name));
        cursor = page.next;
      }
      expect(names).to.deep.equal(['Ann', 'Bo', 'Bo', 'Cy', 'Technician']);
    });
  });

  describe('a token', () => {
    const bearer = (token: string) => authenticate(context, { authorization: `Bearer ${token}` });
    const make = (days: number) =>
      createToken(context, context.by, { label: 'backup', role: 'headteacher', days });

    it('carries its role until its last day', async () => {
      const { token } = await make(2);
      expect(await bearer(token)).to.include({ role: 'headteacher' });
      context.clock.at += 2 * 24 * 60 * minute;
      expect(await codeOf(bearer(token))).to.equal('token.invalid');
    });

    it('stops working the moment it is withdrawn', async () => {
      const { token, id } = await make(2);
      await withdrawToken(context, context.by, id);
      expect(await codeOf(bearer(token))).to.equal('token.invalid');
      expect(await codeOf(withdrawToken(context, context.by, id))).to.equal('token.not_found');
    });

    it('is nowhere stored as it is', async () => {
      const { token } = await make(2);
      const stored = await context.db.selectFrom('api_token').selectAll().execute();
      expect(JSON.stringify(stored)).not.to.contain(token.slice(3));
    });

    it('has no person, and describes itself as what it is', async () => {
      const { token } = await make(2);
      const caller = (await bearer(token)) ?? context.by;
      const described = await describeSession(context, caller, '1.0.0');
      expect(described.person.name).to.equal('token “backup”');
      expect(described.may).to.include('promises.read').and.not.include('devices.read');
    });
  });
});

describe('the wait after wrong passwords', () => {
  it('doubles from one minute to an hour', () => {
    expect([1, 4, 5, 6, 7, 20].map(lockMs)).to.deep.equal([
      0,
      0,
      minute,
      2 * minute,
      4 * minute,
      60 * minute,
    ]);
  });
});
