import { expect } from 'chai';
import type { Ask } from '../../../test/support/console.ts';
import { engines } from '../../../test/support/databases.ts';
import { client } from '../../../test/support/directory.ts';
import {
  aDirectorySchool,
  domain,
  ofTenant,
  password,
  tenant,
} from '../../../test/support/directory-school.ts';
import { unseal } from '../accounts/index.ts';
import { codeAt, stepMs } from '../accounts/totp.ts';
import { whyNotTheirOwn } from '../approvals/index.ts';
import { groupsIn } from './provider.ts';

for (const engine of engines)
  describe(`signing in with a directory, on ${engine.name}${engine.missing === undefined ? '' : ` (pending: ${engine.missing})`}`, function () {
    this.timeout(60_000);
    const { w, set, browser, begin, finish, enter, refused, signedIn, someone, invite, withPassword } =
      aDirectorySchool(engine);

    describe('lets in', () => {
      it('somebody who was invited with the address that the directory proves, and knows them by their subject then', async () => {
        const id = await set();
        const who = someone();
        await invite('business_manager', who.email);
        w.real.who = { ...who, ...ofTenant };
        const ask = await signedIn(enter(id));
        expect((await ask('GET', '/session')).body.person).to.include({
          role: 'business_manager',
          email: who.email,
        });
        // An address that changes there makes nobody somebody else.
        w.real.who = { ...who, ...ofTenant, email: 'other@school.example' };
        const again = await signedIn(enter(id));
        expect((await again('GET', '/session')).body.person.email).to.equal(who.email);
      });

      it('whoever is in a group that a technician gave a role, the first line that fits, and changes it with the groups', async () => {
        const groups = [
          { group: 'heads', role: 'headteacher' },
          { group: 'all', role: 'staff' },
        ];
        const id = await set({ groups });
        const who = someone();
        const as = (mine: unknown) => {
          w.real.who = { ...who, ...ofTenant, groups: mine };
          return enter(id);
        };
        await refused(as(undefined), 403, 'no_role');
        const ask = await signedIn(as(['all', 'heads']));
        expect((await ask('GET', '/session')).body.person.role).to.equal('headteacher');
        const later = await signedIn(as(['all']));
        expect((await later('GET', '/session')).body.person.role).to.equal('staff');
        expect((await ask('GET', '/session')).status, 'the session of before').to.equal(401);
        await refused(as(['elsewhere']), 403, 'no_role');
        expect((await later('GET', '/session')).status, 'after the groups are gone').to.equal(401);
      });

      it('whoever is in a group of Google’s, which is asked for by their own token, and those invited though it tells none', async () => {
        const groups = [{ group: `Office@${domain}`, role: 'staff' }];
        const id = await set({ label: 'Google', groups }, 'google');
        const { body } = await browser()('POST', '/session/directory/start', { directoryId: id });
        expect(new URL(body.url).searchParams.get('scope')).to.include('cloud-identity.groups.readonly');
        const { sub, name } = someone();
        const who = { sub, name, email: `o'brien@${domain}`, email_verified: true, hd: domain };
        const as = (told: string[][] | number) => {
          w.real.who = { ...who, groups: [`office@${domain}`] };
          w.real.groups = told;
          return enter(id);
        };
        await refused(as([[`elsewhere@${domain}`]]), 403, 'no_role');
        await refused(as(403), 403, 'groups_not_told');
        const ask = await signedIn(as([[`elsewhere@${domain}`], [`office@${domain}`]]));
        expect((await ask('GET', '/session')).body.person.role).to.equal('staff');
        await refused(as(Array.from({ length: 4 }, () => ['a@b.example'])), 403, 'groups_not_told');
        expect((await ask('GET', '/session')).status, 'one bad answer ends no session').to.equal(200);
        await refused(as([[]]), 403, 'no_role');
        expect((await ask('GET', '/session')).status, 'in none of them any more').to.equal(401);
        const guest = { ...who, ...someone() };
        await invite('business_manager', guest.email);
        [w.real.who, w.real.groups] = [guest, 500];
        await signedIn(enter(id));
      });

      it('with the second step that they set up here', async () => {
        const id = await set();
        const who = someone();
        const { ask } = await withPassword('staff', who.email);
        await ask('POST', '/session/second-step', {});
        const { db, identity, now } = w.console_.context;
        const row = await db.selectFrom('second_step').selectAll().executeTakeFirstOrThrow();
        const secret = unseal(identity, row.secret, row.account_id);
        const step = Math.floor(now() / stepMs);
        const code = (ahead: number) => codeAt(secret, step + ahead);
        expect((await ask('POST', '/session/second-step/confirm', { code: code(0) })).status).to.equal(200);
        w.real.who = { ...who, ...ofTenant };
        const there = await ask('POST', '/session/connections/start', { directoryId: id });
        const back = { ...(await w.real.visit(there.body.url)), tab: there.body.tab };
        expect((await ask('POST', '/session/connections', back)).status).to.equal(204);
        const came = await begin(id);
        expect((await finish(came)).body.code).to.equal('session.code_needed');
        const { state = '', tab = '' } = came;
        expect((await finish({ state, tab, otp: '000000' })).body.code).to.equal('session.code_wrong');
        await refused(finish({ state, tab: 'another', otp: code(1) }), 401, 'lost');
        await signedIn(finish({ state, tab, otp: code(1) }));
        await refused(finish({ state, tab, otp: code(1) }), 401, 'lost');
      });
    });

    describe('an account of one’s own', () => {
      it('is connected by its person alone, once, and parted again', async () => {
        const id = await set();
        const [ann, bob] = [someone(), someone()];
        const { ask } = await withPassword('staff', ann.email);
        const other = await withPassword('staff', bob.email);
        w.real.who = { ...ann, ...ofTenant };
        const connect = async (by: Ask, finishedBy = by) => {
          const { body } = await by('POST', '/session/connections/start', { directoryId: id });
          const back = { ...(await w.real.visit(body.url)), tab: body.tab };
          return finishedBy('POST', '/session/connections', back);
        };
        await refused(connect(ask, other.ask), 401, 'lost');
        expect((await connect(ask)).status).to.equal(204);
        await refused(connect(other.ask), 409, 'taken');
        const { body } = await ask('GET', '/session/connections');
        expect(body.items).to.have.length(1);
        const mine = await signedIn(enter(id));
        expect((await mine('GET', '/session')).body.person.email).to.equal(ann.email);
        expect((await mine('DELETE', `/session/connections/${body.items[0].id}`)).body.code).to.equal(
          'step_up.needed',
        );
        expect((await ask('DELETE', `/session/connections/${body.items[0].id}`)).status).to.equal(204);
        expect((await mine('GET', '/session')).status, 'what came in by it').to.equal(401);
        await refused(enter(id), 409, 'account_there');
      });

      it('does not count as shown again by coming in, for anything grave', async () => {
        const id = await set({ groups: [{ group: 'it', role: 'technician' }] });
        const who = someone();
        w.real.who = { ...who, ...ofTenant, groups: ['it'] };
        const ask = await signedIn(enter(id));
        const eve = { name: 'Eve', email: `${who.sub}.eve@${domain}`, role: 'technician' };
        expect((await ask('POST', '/people', eve)).body.code).to.equal('step_up.no_password');
        const token = { label: 'x', role: 'technician' };
        expect((await ask('POST', '/tokens', token)).body.code).to.equal('step_up.no_password');
        expect((await ask('POST', '/session/password', { password })).status).to.equal(204);
        expect((await ask('POST', '/people', eve)).status).to.equal(201);
        const again = await signedIn(enter(id));
        expect((await again('POST', '/people', { ...eve, email: `x${eve.email}` })).body.code).to.equal(
          'step_up.needed',
        );
        // Nor is whoever administers the directory a second person through it.
        const { context, schoolId } = w.console_;
        const { id: sessionId } = await context.db
          .selectFrom('session')
          .select('id')
          .where('directory_id', '=', id)
          .orderBy('id', 'desc')
          .executeTakeFirstOrThrow();
        const caller = { schoolId, id: 'person:1', name: who.name, role: 'technician', sessionId };
        const against = () => whyNotTheirOwn(context, context.db, caller, ['person:2']);
        expect(await against()).to.contain('which others administer');
        expect((await again('POST', '/session/proof', { password })).status).to.equal(204);
        expect(await against()).to.equal(null);
      });

      it('is out when the directory is removed, and cannot come in when it is closed', async () => {
        const id = await set();
        const who = someone();
        const account = await invite('staff', who.email);
        w.real.who = { ...who, ...ofTenant };
        const ask = await signedIn(enter(id));
        await w.technician('PATCH', `/people/${account}`, { disabled: true });
        expect((await ask('GET', '/session')).status).to.equal(401);
        await refused(enter(id), 403, 'closed');
        await w.technician('PATCH', `/people/${account}`, { disabled: false });
        const back = await signedIn(enter(id));
        await w.technician('DELETE', `/directories/${id}`);
        expect((await back('GET', '/session')).status).to.equal(401);
      });
    });

    it('of somebody in too many groups for the directory to send is not taken for one in none', async () => {
      const said = { iss: '', sub: '1' };
      expect(groupsIn({ ...said, groups: ['a', 'b'] }, 'groups')).to.deep.equal(['a', 'b']);
      expect(groupsIn({ ...said, roles: 'a' }, 'roles')).to.deep.equal(['a']);
      expect(groupsIn(said, 'constructor')).to.deep.equal([]);
      expect(groupsIn({ ...said, _claim_names: { groups: 'src1' } }, 'groups')).to.equal(undefined);
      expect(groupsIn({ ...said, groups: [{ id: 1 }] }, 'groups')).to.equal(undefined);
    });

    describe('the set-up', () => {
      it('keeps the secret sealed and shows it to nobody', async () => {
        const id = await set();
        const row = await w.console_.context.db.selectFrom('directory').selectAll().executeTakeFirstOrThrow();
        expect(row.client_secret).not.to.contain(client.clientSecret);
        const { body } = await w.technician('GET', '/directories');
        expect(JSON.stringify(body)).not.to.contain(client.clientSecret);
        expect(body.items[0].returnUrl).to.equal(`${w.base}/sign-in/return`);
        const audit = await w.technician('GET', '/audit?limit=5');
        expect(JSON.stringify(audit.body)).not.to.contain(client.clientSecret);
        expect((await w.technician('POST', `/directories/${id}/check`, {})).body.issuer).to.equal(
          w.real.issuer,
        );
      });

      it('says what is wrong: a tenant that is none, an address inside, groups of Google', async () => {
        const post = (given: object) =>
          w.technician('POST', '/directories', { kind: 'entra', label: 'M', tenant, ...client, ...given });
        expect((await post({ tenant: 'common' })).body.fields).to.have.property('tenant');
        const inside = { kind: 'other', tenant: domain, issuer: 'https://10.0.0.1' };
        expect((await post(inside)).body.fields.issuer).to.contain('inside');
        const google = { kind: 'google', tenant: domain, groups: [{ group: 'a', role: 'staff' }] };
        expect((await post(google)).body.fields['groups.0.group']).to.include('The group’s address');
      });

      it('says so when the directory does not answer, answers nonsense or calls itself another', async () => {
        const gone = await set({}, 'entra', 'http://127.0.0.1:9');
        const start = (directoryId: string) => browser()('POST', '/session/directory/start', { directoryId });
        await refused(start(gone), 503, 'unreachable');
        await refused(w.technician('POST', `/directories/${gone}/check`, {}), 503, 'unreachable');
        const id = await set({ label: 'Lying' }, 'entra', w.lying.issuer);
        w.lying.described = { issuer: 'https://elsewhere.example' };
        await refused(start(id), 503, 'unreachable');
        w.lying.described = {};
        for (const answer of [
          { status: 500, body: 'oh' },
          { status: 401, body: '{"error":"invalid_client"}' },
          { status: 200, body: `"${'x'.repeat(600_000)}"` },
        ]) {
          w.lying.lie = { answer };
          await refused(enter(id, w.lying), 503, 'unreachable');
        }
      });
    });
  });
