/** Who must not come in by a directory: tokens that lie, codes that were stolen, and people from elsewhere. */
import { expect } from 'chai';
import { engines } from '../../../test/support/databases.ts';
import { client } from '../../../test/support/directory.ts';
import { aDirectorySchool, domain, ofTenant, tenant } from '../../../test/support/directory-school.ts';

for (const engine of engines)
  describe(`a directory, on ${engine.name}${engine.missing === undefined ? '' : ` (pending: ${engine.missing})`}`, function () {
    this.timeout(60_000);
    const { w, set, begin, finish, enter, refused, signedIn, someone, invite, withPassword } =
      aDirectorySchool(engine);

    describe('lets nobody in', () => {
      it('without an account, or a group that a technician set up', async () => {
        const id = await set();
        w.real.who = { ...someone(), ...ofTenant, groups: ['technician', 'admins'], roles: ['technician'] };
        await refused(enter(id), 403, 'no_account');
      });

      it('as somebody who has used their account: an address alone takes nothing over', async () => {
        const id = await set({ groups: [{ group: 'all', role: 'staff' }] });
        const victim = someone();
        await withPassword('headteacher', victim.email);
        w.real.who = { ...victim, ...ofTenant, sub: 'attacker', groups: ['all'] };
        await refused(enter(id), 409, 'account_there');
      });

      it('with an address that the directory has not proved', async () => {
        const id = await set({ groups: [{ group: 'all', role: 'staff' }] });
        const who = someone();
        await invite('headteacher', who.email);
        for (const claims of [{}, { xms_edov: false }, { email_verified: true }]) {
          w.real.who = { ...who, tid: tenant, groups: ['all'], ...claims };
          await refused(enter(id), 403, 'unproved');
        }
      });

      it('of another tenant, nor a guest in ours, nor a private account', async () => {
        const entra = await set();
        const who = someone();
        await invite('staff', who.email);
        w.real.who = { ...who, xms_edov: true, tid: '00000000-1111-4000-8000-000000000000' };
        await refused(enter(entra), 403, 'other_tenant');
        w.real.who = { ...who, ...ofTenant, idp: 'live.com' };
        await refused(enter(entra), 403, 'other_tenant');
        const google = await set({ label: 'Google' }, 'google');
        for (const hd of [undefined, 'other.example', `${domain}.evil.example`]) {
          w.real.who = { ...who, email_verified: true, ...(hd && { hd }) };
          await refused(enter(google), 403, 'other_tenant');
        }
        w.real.who = { ...who, email_verified: false, hd: domain };
        await refused(enter(google), 403, 'unproved');
        const other = await set({ label: 'Other' }, 'other');
        w.real.who = { ...who, email_verified: false };
        await refused(enter(other), 403, 'other_tenant');
        w.real.who = { ...who, email_verified: true };
        await signedIn(enter(other));
      });

      it('with a code that was used, of another try, or brought back by another browser', async () => {
        const id = await set();
        const who = someone();
        await invite('staff', who.email);
        w.real.who = { ...who, ...ofTenant };
        const [one, two] = [await begin(id), await begin(id)];
        // Login forgery: the attacker's own code in the victim's browser, and the other way round.
        await refused(finish({ ...one, tab: two.tab ?? '' }), 401, 'lost');
        await refused(finish({ ...one, state: two.state ?? '' }), 401, 'lost');
        await refused(finish({ ...two, code: one.code ?? '' }), 401, 'refused');
        await signedIn(finish(one));
        await refused(finish(one), 401, 'lost');
        const late = await begin(id);
        const { db } = w.console_.context;
        await db.updateTable('directory_attempt').set({ expires_at: 1 }).execute();
        await refused(finish(late), 401, 'lost');
        await refused(finish({ ...(await begin(id)), error: 'access_denied' }), 401, 'refused');
      });

      it('by a token that was not made for this try, this console or this directory, or not signed by it', async () => {
        const id = await set({}, 'entra', w.lying.issuer);
        const who = someone();
        await invite('staff', who.email);
        w.lying.who = { ...who, ...ofTenant };
        const now = Math.floor(Date.now() / 1000);
        const lies = {
          'another nonce': { claims: { nonce: 'of-another-try' } },
          'no nonce': { claims: { nonce: undefined } },
          'another audience': { claims: { aud: 'another-client' } },
          'two audiences, made for the other': {
            claims: { aud: [client.clientId, 'another'], azp: 'another' },
          },
          'another issuer': { claims: { iss: 'https://login.microsoftonline.com/common/v2.0' } },
          expired: { claims: { iat: now - 7200, exp: now - 3600 } },
          'no subject': { claims: { sub: undefined } },
          'a key that is not published': { forged: true },
          'no signature': { unsigned: true, header: { alg: 'none' } },
          'another algorithm': { header: { alg: 'HS256' } },
        };
        for (const [what, lie] of Object.entries(lies)) {
          w.lying.lie = lie;
          const { status, body } = await enter(id, w.lying);
          expect([status, body.code], what).to.deep.equal([401, 'directory.refused']);
        }
        w.lying.lie = {};
        await signedIn(enter(id, w.lying));
      });

      it('who was sent to one directory and comes back from another (mix-up)', async () => {
        const honest = await set();
        const evil = await set({ label: 'Evil' }, 'entra', w.lying.issuer);
        const who = someone();
        await invite('staff', who.email);
        w.real.who = { ...who, ...ofTenant };
        w.lying.who = { ...who, ...ofTenant };
        const [atHonest, atEvil] = [await begin(honest), await begin(evil, w.lying)];
        // The honest directory says who it is: its code is not sent to the other's token endpoint.
        await refused(finish({ ...atEvil, code: atHonest.code ?? '', iss: w.real.issuer }), 401, 'refused');
        await refused(finish({ ...(await begin(honest)), iss: w.lying.issuer }), 401, 'refused');
        const { iss: _, ...silent } = await begin(honest);
        await refused(finish(silent), 401, 'refused');
      });
    });
  });
