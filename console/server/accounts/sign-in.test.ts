import { expect } from 'chai';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import type { Caller, From } from '../route.ts';
import { sayBrowser } from './browser-words.ts';
import { invitationMs, makeLink } from './links.ts';
import { setOwnPassword } from './own-session.ts';
import { createAccount, readAccount } from './people.ts';
import { seal, unseal } from './seal.ts';
import { beginSecondStep, confirmSecondStep, passSecondStep } from './second-step.ts';
import { endOtherSessions, endOwnSession, findOwn, readSecurity, removeSecondStep } from './security.ts';
import { findSession } from './sessions.ts';
import { signInWithPassword } from './sign-in.ts';
import { signInWithLink } from './sign-in-link.ts';
import { proveAgain, requireProof, whoMayActAs } from './step-up.ts';
import { base32, codeAt, stepMs, stepOf } from './totp.ts';

const minute = 60_000;
const secret = 'wombat tulip engine';
const phone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605.1.15 Version/19.0 Mobile Safari/604.1';

forEachDatabase((engine, open) => {
  describe('signing in', () => {
    let context: TestContext;
    let number = 0;

    before(async () => {
      context = await aContext(await open());
    });

    const from = (known?: string): From => ({ address: '192.0.2.7', agent: phone, known });
    const callerOf = async (token: string): Promise<Caller> => {
      const found = await findSession(context.db, token, context.now());
      if (found === undefined) throw new Error('there is no such session');
      return found;
    };
    const linkFor = async (accountId: string, madeBy = 'person:tech') => {
      const who = { accountId, schoolId: context.schoolId };
      const { url } = await context.db
        .transaction()
        .execute(tx => makeLink(tx, context.config, who, context.now(), invitationMs, madeBy));
      return new URL(url).hash.replace('#token=', '');
    };

    /** Invited, came in by the link, has a password; `known` is the cookie of the browser it was done in. */
    async function aHead() {
      number += 1;
      const email = `head${number}@s.example`;
      const made = await createAccount(context, context.by, {
        ...{ name: `Hazel ${number}`, email, role: 'headteacher' },
      });
      const came = await signInWithLink(context, await linkFor(made.id), { from: from() });
      await setOwnPassword(context, await callerOf(came.token), { password: secret });
      context.clock.at += minute;
      const again = await signInWithPassword(context, email, secret, { from: from() });
      return { id: made.id, email, known: again.known ?? '', caller: await callerOf(again.token) };
    }
    type Head = Awaited<ReturnType<typeof aHead>>;
    const tryIn = (head: Head, password: string, more: { code?: string; known?: string } = {}) =>
      signInWithPassword(context, head.email, password, { code: more.code, from: from(more.known) });

    async function withSecondStep(head: Head) {
      const own = await findOwn(context.db, head.caller);
      const begun = await beginSecondStep(context, own, 'Greenfield');
      const row = await context.db
        .selectFrom('second_step')
        .select('secret')
        .where('account_id', '=', own.accountId)
        .executeTakeFirstOrThrow();
      const key = unseal(context.identity, row.secret, own.accountId);
      const code = () => codeAt(key, Math.floor(context.now() / stepMs));
      const codes = await confirmSecondStep(context, head.caller, own, code());
      context.clock.at += minute;
      return { begun, key, code, codes, own };
    }

    it('by strangers, however often it fails, leaves the browser that is known as it was', async () => {
      const head = await aHead();
      for (let tries = 0; tries < 12; tries += 1) await refusal(tryIn(head, 'wrong'));
      expect((await refusal(tryIn(head, secret))).code).to.equal('session.wrong');
      expect((await tryIn(head, secret, { known: head.known })).known).to.equal(null);
    });

    it('in a known browser has its own wait, and somebody else’s cookie is a stranger’s', async () => {
      const [head, other] = [await aHead(), await aHead()];
      for (let tries = 0; tries < 5; tries += 1) await refusal(tryIn(head, 'wrong', { known: head.known }));
      expect((await refusal(tryIn(head, secret, { known: head.known }))).code).to.equal('session.wrong');
      // Counted as a stranger’s, whose tries were none; from then on the browser is known for both.
      expect((await tryIn(head, secret, { known: other.known })).known).to.equal(null);
    });

    it('asks for a code once the second step is on, and takes each code once', async () => {
      const head = await aHead();
      const { begun, code } = await withSecondStep(head);
      expect(begun.picture).to.match(/^<svg/);
      expect((await refusal(tryIn(head, secret))).code).to.equal('session.code_needed');
      expect((await refusal(tryIn(head, 'wrong', { code: code() }))).code).to.equal('session.wrong');
      const now = code();
      await tryIn(head, secret, { code: now });
      expect((await refusal(tryIn(head, secret, { code: now }))).code).to.equal('session.code_wrong');
    });

    it('lets one of two in that come at a moment with one code, from the app or of the recovery', async () => {
      const head = await aHead();
      const { code, codes } = await withSecondStep(head);
      for (const given of [code(), codes[0] ?? '']) {
        // SQLite lets one transaction at a time in; with PostgreSQL both are in before either looks.
        const bothIn = Promise.withResolvers<void>();
        let waiting = engine === 'PostgreSQL' ? 2 : 0;
        const pass = () =>
          context.db.transaction().execute(async tx => {
            waiting -= 1;
            if (waiting === 0) bothIn.resolve();
            if (waiting >= 0) await bothIn.promise;
            return passSecondStep(context, tx, head.id, given);
          });
        const tries = await Promise.allSettled([pass(), pass()]);
        const refused = tries.flatMap(one => (one.status === 'rejected' ? [one.reason.code] : []));
        expect(refused, given).to.deep.equal(['session.code_wrong']);
      }
    });

    it('does not wear its tries down by asking for the code, and counts wrong codes', async () => {
      const head = await aHead();
      const { code } = await withSecondStep(head);
      for (let asked = 0; asked < 9; asked += 1) await refusal(tryIn(head, secret));
      for (let tries = 0; tries < 5; tries += 1)
        expect((await refusal(tryIn(head, secret, { code: '000000' }))).code).to.equal('session.code_wrong');
      expect((await refusal(tryIn(head, secret, { code: code() }))).code).to.equal('session.wrong');
    });

    it('takes a recovery code once, however it is typed', async () => {
      const head = await aHead();
      const { codes } = await withSecondStep(head);
      expect(new Set(codes)).to.have.lengthOf(10);
      const [first = ''] = codes;
      await tryIn(head, secret, { code: ` ${first.toUpperCase().replaceAll('-', ' ')}` });
      expect((await refusal(tryIn(head, secret, { code: first }))).code).to.equal('session.code_wrong');
      expect((await readSecurity(context, head.caller)).secondStep?.codesLeft).to.equal(9);
    });

    it('by a link asks for the code as well, and the link stays whole until it fits', async () => {
      const head = await aHead();
      const { code } = await withSecondStep(head);
      const token = await linkFor(head.id);
      expect((await refusal(signInWithLink(context, token))).code).to.equal('session.code_needed');
      const wrong = await refusal(signInWithLink(context, token, { code: '000000' }));
      expect(wrong.code).to.equal('session.code_wrong');
      await signInWithLink(context, token, { code: code() });
    });

    it('by a link has to rest after five wrong codes in a row', async () => {
      const head = await aHead();
      const { code } = await withSecondStep(head);
      const token = await linkFor(head.id);
      for (let tries = 0; tries < 5; tries += 1)
        await refusal(signInWithLink(context, token, { code: '000000' }));
      expect((await refusal(signInWithLink(context, token, { code: code() }))).code).to.equal('link.rests');
    });

    it('needs no code any more after a technician took the second step away', async () => {
      const head = await aHead();
      await withSecondStep(head);
      await removeSecondStep(context, context.by, head.id);
      await tryIn(head, secret);
      expect((await readAccount(context.db, context.schoolId, head.id)).secondStep).to.satisfy(
        (count: unknown) => Number(count) === 0,
      );
    });

    it('tells where one is signed in, and ends one place or all others', async () => {
      const head = await aHead();
      const elsewhere = await callerOf((await tryIn(head, secret)).token);
      const { sessions } = await readSecurity(context, head.caller);
      expect(sessions.map(({ browser, address, how }) => [browser, address, how])).to.deep.equal([
        ['Safari on an iPhone', '192.0.2.7', 'a password'],
        ['Safari on an iPhone', '192.0.2.7', 'a password'],
        ['Safari on an iPhone', '192.0.2.7', 'a sign-in link'],
      ]);
      expect(sessions.filter(({ current }) => current)).to.have.lengthOf(1);
      const other = await aHead();
      const foreign = await refusal(endOwnSession(context, other.caller, elsewhere.sessionId ?? ''));
      expect(foreign.code).to.equal('session.not_found');
      await endOwnSession(context, head.caller, elsewhere.sessionId ?? '');
      await tryIn(head, secret);
      await endOtherSessions(context, head.caller);
      expect((await readSecurity(context, head.caller)).sessions).to.have.lengthOf(1);
    });

    it('shows who one is for five minutes; then the password is asked again', async () => {
      const head = await aHead();
      await requireProof(context, head.caller);
      context.clock.at += 4 * minute;
      await requireProof(context, head.caller);
      context.clock.at += minute;
      expect((await refusal(requireProof(context, head.caller))).code).to.equal('step_up.needed');
      expect((await refusal(proveAgain(context, head.caller, 'wrong'))).code).to.equal('step_up.wrong');
      await proveAgain(context, head.caller, secret);
      await requireProof(context, head.caller);
    });

    it('cannot be kept from showing who one is by strangers who try the password', async () => {
      const head = await aHead();
      for (let tries = 0; tries < 8; tries += 1) await refusal(tryIn(head, 'wrong'));
      context.clock.at += 5 * minute;
      await proveAgain(context, head.caller, secret);
    });

    it('by somebody else’s link, where one had a password, is remembered: they may act as one', async () => {
      const head = await aHead();
      expect(await whoMayActAs(context, head.caller)).to.deep.equal([]);
      const came = await signInWithLink(context, await linkFor(head.id), { from: from() });
      const caller = await callerOf(came.token);
      expect(await whoMayActAs(context, caller)).to.deep.equal(['person:tech']);
      expect((await refusal(requireProof(context, caller))).code).to.equal('step_up.needed');
      await setOwnPassword(context, caller, { password: 'another three words' });
      context.clock.at += minute;
      const after = await callerOf((await tryIn(head, 'another three words')).token);
      expect(await whoMayActAs(context, after)).to.deep.equal(['person:tech']);
      context.clock.at += 6 * 24 * 60 * minute;
      expect(await whoMayActAs(context, after)).to.deep.equal(['person:tech']);
      context.clock.at += 24 * 60 * minute;
      expect(await whoMayActAs(context, after)).to.deep.equal([]);
    });
  });
});

describe('codes of an authenticator app', () => {
  // RFC 6238, appendix B, cut to six digits.
  const rfc = Buffer.from('12345678901234567890');
  for (const [seconds, code] of [
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_234_567_890, '005924'],
    [20_000_000_000, '353130'],
  ] as const)
    it(`are those of RFC 6238 at ${seconds} seconds`, () => {
      expect(codeAt(rfc, Math.floor(seconds / 30))).to.equal(code);
    });

  it('fit half a minute early or late, no further, and never before the last one used', () => {
    const at = 1_234_567_890_000;
    const step = Math.floor(at / stepMs);
    expect([-2, -1, 0, 1, 2].map(away => stepOf(rfc, codeAt(rfc, step + away), at, 0))).to.deep.equal([
      ...[undefined, step - 1, step, step + 1, undefined],
    ]);
    expect(stepOf(rfc, codeAt(rfc, step), at, step)).to.equal(undefined);
  });

  it('come from a secret that apps read in base 32', () => {
    expect(base32(rfc)).to.equal('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
  });

  it('come from a secret that opens only where it was sealed and whole', () => {
    const identity = { sign: (text: string) => Buffer.from(`signed ${text}`).toString('base64url') };
    const sealed = seal(identity, rfc, 'one');
    expect(unseal(identity, sealed, 'one').equals(rfc)).to.equal(true);
    expect(() => unseal(identity, sealed, 'two')).to.throw();
    expect(() => unseal({ sign: () => 'b3RoZXI' }, sealed, 'one')).to.throw();
    expect(sealed).not.to.include(rfc.toString('base64url').slice(0, 12));
  });
});

describe('a browser in words', () => {
  for (const [agent, words] of [
    [phone, 'Safari on an iPhone'],
    ['Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140', 'Edge on Windows'],
    ['Mozilla/5.0 (X11; CrOS x86_64) Chrome/140 Safari/537', 'Chrome on a Chromebook'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140) Gecko/20100101 Firefox/140.0', 'Firefox on Linux'],
    ['curl/8', 'A browser that does not say what it is'],
  ] as const)
    it(words, () => {
      expect(sayBrowser(agent)).to.equal(words);
    });
});
