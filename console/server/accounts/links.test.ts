import { expect } from 'chai';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { aPasskey } from '../../../test/support/soft-passkey.ts';
import { whyNotTheirOwn } from '../approvals/index.ts';
import type { Caller, From } from '../route.ts';
import { makeFirstLink } from './command-line.ts';
import { isKnownBrowser } from './known-browsers.ts';
import { setOwnPassword } from './own-session.ts';
import { addPasskey, askPasskey, offerPasskey } from './passkeys.ts';
import { createAccount } from './people.ts';
import { unseal } from './seal.ts';
import { beginSecondStep, confirmSecondStep } from './second-step.ts';
import { findOwn } from './security.ts';
import { findSession } from './sessions.ts';
import { signInWithPassword } from './sign-in.ts';
import { invite, signInWithLink } from './sign-in-link.ts';
import { whoMayActAs } from './step-up.ts';
import { codeAt, stepMs } from './totp.ts';

const minute = 60_000;
const secret = 'wombat tulip engine';

forEachDatabase((_engine, open) => {
  describe('a sign-in link and what is done behind it', () => {
    let context: TestContext;
    let number = 0;

    before(async () => {
      context = await aContext(await open());
    });

    const from = (known?: string): From => ({ address: '192.0.2.7', agent: 'a test', known });
    const callerOf = async (token: string): Promise<Caller> => {
      const found = await findSession(context.db, token, context.now());
      if (found === undefined) throw new Error('there is no such session');
      return found;
    };
    async function linkBy(caller: Caller, id: string): Promise<string> {
      return new URL((await invite(context, caller, id)).url).hash.replace('#token=', '');
    }
    const throughLink = async (maker: Caller, id: string) =>
      callerOf((await signInWithLink(context, await linkBy(maker, id), { from: from() })).token);

    /** Invited, and came in. */
    async function aNewcomer(role: 'technician' | 'headteacher') {
      number += 1;
      const email = `p${number}@s.example`;
      const made = await createAccount(context, context.by, { name: `P ${number}`, email, role });
      const came = await signInWithLink(context, await linkBy(context.by, made.id), { from: from() });
      return { id: made.id, email, known: came.known ?? '', caller: await callerOf(came.token) };
    }
    const comeIn = (email: string, password = secret, known?: string, code?: string) =>
      signInWithPassword(context, email, password, { from: from(known), code });
    async function aPerson(role: 'technician' | 'headteacher') {
      const one = await aNewcomer(role);
      await setOwnPassword(context, one.caller, { password: secret }, from(one.known));
      context.clock.at += minute;
      return { ...one, caller: await callerOf((await comeIn(one.email)).token) };
    }
    async function withCodes({ caller, id }: { caller: Caller; id: string }) {
      const own = await findOwn(context.db, caller);
      await beginSecondStep(context, own, 'Greenfield');
      const row = await context.db
        .selectFrom('second_step')
        .select('secret')
        .where('account_id', '=', id)
        .executeTakeFirstOrThrow();
      const code = () => codeAt(unseal(context.identity, row.secret, id), Math.floor(context.now() / stepMs));
      await confirmSecondStep(context, caller, own, code());
      context.clock.at += minute;
      return code;
    }
    const codeOf = async (work: Promise<unknown>) => (await refusal(work)).code;
    const setNew = (by: Caller, current?: string) =>
      setOwnPassword(context, by, { password: 'third tulip engine', ...(current && { current }) });

    it('carries on who made the link by which its maker came in', async () => {
      const [a, b, head] = [
        await aPerson('technician'),
        await aPerson('technician'),
        await aPerson('headteacher'),
      ];
      const asB = await throughLink(a.caller, b.id);
      await setNew(asB);
      const again = await callerOf((await comeIn(b.email, 'third tulip engine')).token);
      for (const session of [asB, again])
        expect(await whoMayActAs(context, await throughLink(session, head.id))).to.have.members([
          ...[a.caller.id, b.caller.id],
        ]);
    });

    it('keeps whoever set the password first, when another does so after them', async () => {
      const [a, b, head] = [
        await aPerson('technician'),
        await aPerson('technician'),
        await aPerson('headteacher'),
      ];
      await setNew(await throughLink(a.caller, head.id));
      await setNew(await throughLink(b.caller, head.id));
      const after = await callerOf((await comeIn(head.email, 'third tulip engine')).token);
      expect(await whoMayActAs(context, after)).to.have.members([a.caller.id, b.caller.id]);
    });

    it('that a token made lets nobody be a second person', async () => {
      const head = await aPerson('headteacher');
      const token = { schoolId: context.schoolId, id: 'token:1', name: 'a token', role: 'technician' };
      const through = await throughLink(token, head.id);
      expect(await whyNotTheirOwn(context, context.db, through, ['person:x'])).to.be.a('string');
      expect(await whyNotTheirOwn(context, context.db, head.caller, ['person:x'])).to.equal(null);
    });

    it('that the command line made lets nobody be a second person who could have come in without it', async () => {
      const [head, first] = [await aPerson('headteacher'), await aNewcomer('headteacher')];
      const throughMachine = async (email: string) => {
        const { url } = await makeFirstLink(context, context.schoolId, email);
        return callerOf((await signInWithLink(context, new URL(url).hash.replace('#token=', ''))).token);
      };
      const why = async (caller: Caller) => whyNotTheirOwn(context, context.db, caller, ['person:x']);
      expect(await why(await throughMachine(head.email))).to.be.a('string');
      expect(await why(head.caller)).to.equal(null);
      // The first way in of somebody who has no other, as at the first start.
      expect(await why(await throughMachine(first.email))).to.equal(null);
    });

    it('gives no fresh tries at the code, and says that codes rest', async () => {
      const [a, head] = [await aPerson('technician'), await aPerson('headteacher')];
      const code = await withCodes(head);
      const wrong = async () =>
        codeOf(signInWithLink(context, await linkBy(a.caller, head.id), { code: '000000' }));
      for (let tries = 0; tries < 5; tries += 1) expect(await wrong()).to.equal('session.code_wrong');
      expect(await wrong()).to.equal('link.rests');
      // Those who know the password are not kept out by it.
      await comeIn(head.email, secret, undefined, code());
      context.clock.at += minute;
      const came = await signInWithLink(context, await linkBy(a.caller, head.id), { code: code() });
      expect(await whoMayActAs(context, await callerOf(came.token))).to.deep.equal([a.caller.id]);
    });

    it('stands for the present password for five minutes, and for a passkey as well', async () => {
      const one = await aPerson('technician');
      const late = await throughLink(context.by, one.id);
      context.clock.at += 5 * minute;
      expect(await codeOf(setNew(late))).to.equal('password.current_wrong');
      await setNew(late, secret);
      await setNew(await throughLink(context.by, one.id));
    });

    it('of somebody with a passkey alone asks for it before a password is set', async () => {
      const one = await aNewcomer('technician');
      const own = await findOwn(context.db, one.caller);
      const key = aPasskey(context.config.origin);
      const { challenge } = await offerPasskey(context, own);
      await addPasskey(context, one.caller, own, 'Phone', key.made(challenge));
      context.clock.at += 5 * minute;
      expect(await codeOf(setNew(one.caller))).to.equal('step_up.needed');
    });

    it('lets nobody make a passkey of a challenge that only asks them to show one', async () => {
      const one = await aPerson('technician');
      const own = await findOwn(context.db, one.caller);
      const { challenge } = await askPasskey(context, own);
      const made = aPasskey(context.config.origin).made(challenge);
      expect(await codeOf(addPasskey(context, one.caller, own, 'Stolen', made))).to.equal('passkey.refused');
    });

    it('or a password leaves no place to guess the present one', async () => {
      const one = await aPerson('technician');
      for (let tries = 0; tries < 5; tries += 1)
        expect(await codeOf(setNew(one.caller, 'wrong'))).to.equal('password.current_wrong');
      expect(await codeOf(setNew(one.caller, secret))).to.equal('password.current_wrong');
      context.clock.at += minute;
      await setNew(one.caller, secret);
    });

    it('leaves the browser known in which the password was set, and none else', async () => {
      const one = await aPerson('technician');
      const elsewhere = (await comeIn(one.email)).known ?? '';
      const { db } = context;
      expect(await isKnownBrowser({ db }, elsewhere)).to.equal(true);
      await setOwnPassword(
        ...([context, one.caller] as const),
        { password: 'third tulip engine', current: secret },
        from(one.known),
      );
      expect(await isKnownBrowser({ db }, one.known)).to.equal(true);
      expect(await isKnownBrowser({ db }, elsewhere)).to.equal(false);
    });

    it('in a browser of two people makes neither a stranger', async () => {
      const [a, b] = [await aPerson('technician'), await aPerson('technician')];
      expect((await comeIn(b.email, secret, a.known)).known).to.equal(null);
      for (const { email } of [a, b]) {
        for (let tries = 0; tries < 5; tries += 1) await refusal(comeIn(email, 'wrong'));
        expect(await codeOf(comeIn(email))).to.equal('session.wrong');
        expect((await comeIn(email, secret, a.known)).known).to.equal(null);
      }
      context.clock.at += 60 * minute;
      const made = 'x'.repeat(43);
      expect((await comeIn(b.email, secret, made)).known, 'a token that is not ours').not.to.equal(null);
    });
  });
});
