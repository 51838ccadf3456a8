import { expect } from 'chai';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { aPasskey, type SoftPasskey } from '../../../test/support/soft-passkey.ts';
import type { Caller } from '../route.ts';
import { patchAccount } from './change.ts';
import {
  addPasskey,
  askPasskey,
  checkPasskey,
  listPasskeys,
  offerPasskey,
  removePasskey,
  signInWithPasskey,
} from './passkeys.ts';
import { createAccount, readAccount } from './people.ts';
import { findSession } from './sessions.ts';
import { requireProof } from './step-up.ts';

forEachDatabase((_engine, open) => {
  describe('a passkey', () => {
    let context: TestContext;
    let number = 0;
    let ada: Person;
    let bo: Person;

    before(async () => {
      context = await aContext(await open());
    });
    beforeEach(async () => {
      [ada, bo] = [await aPerson(), await aPerson()];
    });

    type Person = Awaited<ReturnType<typeof aPerson>>;
    /** Somebody with a passkey of their own. */
    async function aPerson() {
      number += 1;
      const email = `ada${number}@s.example`;
      const made = await createAccount(context, context.by, { name: 'Ada', email, role: 'headteacher' });
      const own = { accountId: made.id, schoolId: context.schoolId, name: made.name, email };
      const { personId } = await readAccount(context.db, context.schoolId, made.id);
      const by: Caller = { ...context.by, id: `person:${personId}`, name: made.name, role: 'headteacher' };
      const key = aPasskey(context.config.origin);
      await addPasskey(context, by, own, 'Phone', key.made(await toMake(own)));
      return { own, by, key };
    }
    const toMake = async (own: Parameters<typeof offerPasskey>[1]) =>
      (await offerPasskey(context, own)).challenge;
    const toShow = async (whose: Person | null) => (await askPasskey(context, whose?.own ?? null)).challenge;
    const codeOf = async (work: Promise<unknown>) => (await refusal(work)).code;
    const comeIn = async (key: SoftPasskey) => signInWithPasskey(context, key.signed(await toShow(null)));

    it('lets its person in, as somebody who has just shown that it is they', async () => {
      const { token } = await comeIn(ada.key);
      const caller = await findSession(context.db, token, context.now());
      expect(caller).to.include({ id: ada.by.id });
      await requireProof(context, caller ?? context.by);
      const [row] = await listPasskeys(context.db, ada.own.accountId);
      expect(row).to.include({ label: 'Phone', last_used_at: context.now() });
      expect(Number(row?.counter)).to.equal(2);
    });

    it('signs each challenge once', async () => {
      const challenge = await toShow(null);
      await signInWithPasskey(context, ada.key.signed(challenge));
      expect(await codeOf(signInWithPasskey(context, ada.key.signed(challenge)))).to.equal('passkey.refused');
    });

    it('has five minutes for a challenge, and none that was never given', async () => {
      const [early, late] = [await toShow(null), await toShow(null)];
      context.clock.at += 5 * 60_000 - 1;
      await signInWithPasskey(context, ada.key.signed(early));
      context.clock.at += 1;
      expect(await codeOf(signInWithPasskey(context, ada.key.signed(late)))).to.equal('passkey.refused');
      const own = Buffer.from('a challenge of one’s own').toString('base64url');
      expect(await codeOf(signInWithPasskey(context, ada.key.signed(own)))).to.equal('passkey.refused');
    });

    it('signs no challenge that was given to another account, or to whoever signs in', async () => {
      const shown = async (asked: Person | null, key: SoftPasskey, whose: Person | null) =>
        codeOf(checkPasskey(context, key.signed(await toShow(asked)), whose?.own.accountId ?? null));
      expect(await shown(bo, ada.key, ada)).to.equal('passkey.refused');
      expect(await shown(null, ada.key, ada)).to.equal('passkey.refused');
      expect(await shown(ada, ada.key, null)).to.equal('passkey.refused');
      const toBo = ada.key.made(await toMake(bo.own));
      expect(await codeOf(addPasskey(context, ada.by, ada.own, 'Phone', toBo))).to.equal('passkey.refused');
    });

    it('shows nobody but its own person', async () => {
      const asked = await toShow(ada);
      const shown = checkPasskey(context, bo.key.signed(asked), ada.own.accountId);
      expect(await codeOf(shown)).to.equal('passkey.refused');
      await checkPasskey(context, ada.key.signed(await toShow(ada)), ada.own.accountId);
    });

    it('is not believed for its name: another key must not sign for it', async () => {
      const stolen = { ...bo.key.signed(await toShow(null)), id: ada.key.id, rawId: ada.key.id };
      expect(await codeOf(signInWithPasskey(context, stolen))).to.equal('passkey.refused');
    });

    it('signs for this console and for no other place', async () => {
      const elsewhere = aPasskey('https://caretaker.evil.example');
      const made = elsewhere.made(await toMake(ada.own));
      expect(await codeOf(addPasskey(context, ada.by, ada.own, 'Phone', made))).to.equal('passkey.refused');
    });

    it('of a closed account lets nobody in', async () => {
      await patchAccount(context, context.by, ada.own.accountId, { disabled: true });
      expect(await codeOf(comeIn(ada.key))).to.equal('passkey.refused');
    });

    it('is removed by its own person alone, and lets nobody in from then on', async () => {
      const [{ id = '' } = {}] = await listPasskeys(context.db, ada.own.accountId);
      const byBo = removePasskey(context, bo.by, bo.own.accountId, id);
      expect(await codeOf(byBo)).to.equal('passkey.not_found');
      await removePasskey(context, ada.by, ada.own.accountId, id);
      expect(await codeOf(comeIn(ada.key))).to.equal('passkey.refused');
      expect(await codeOf(removePasskey(context, ada.by, ada.own.accountId, id))).to.equal(
        'passkey.not_found',
      );
    });

    it('belongs to one account', async () => {
      const again = ada.key.made(await toMake(bo.own));
      expect(await codeOf(addPasskey(context, bo.by, bo.own, 'Mine too', again))).to.equal('passkey.known');
    });
  });
});
