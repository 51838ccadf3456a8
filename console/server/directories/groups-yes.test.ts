import { expect } from 'chai';
import { weighs } from '../../../shared/protocol/api/accounts.ts';
import { type Role, roles } from '../../../shared/protocol/api/common.ts';
import type { directoryGiven } from '../../../shared/protocol/api/directories.ts';
import { accountSchool } from '../../../test/support/account-school.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { readApproval } from '../approvals/present.ts';
import { kindsOf } from '../approvals/store.ts';
import type { Caller } from '../route.ts';
import { directoryKind, routes } from './index.ts';
import { findDirectory, secretOf } from './store.ts';

type Given = typeof directoryGiven._output;
const kinds = kindsOf([directoryKind]);
const reason = 'The trust gives roles by group';
const line = (role: Role, group = 'leaders') => ({ group, role });
const entra = {
  ...{ kind: 'entra', label: 'Microsoft', tenant: '2f1c0a9e-0000-4000-8000-3d5c7b9a1e2f' },
  ...{ clientId: 'the client', clientSecret: 'the secret of it' },
};

forEachDatabase((_engine, open) => {
  describe('groups of a directory that give a role', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let tara: Caller;
    const { aPerson, agree, actions } = accountSchool(() => context, kinds);

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context));
      tara = await aPerson('Tara Tech', 'technician');
    });

    const make = (more: object) =>
      ask('post', '/directories', { body: { ...entra, reason, ...more }, as: tara }) as Promise<Given>;
    const patch = (id: string, body: object) =>
      ask('patch', '/directories/{id}', {
        params: { id },
        body: { reason, ...body },
        as: tara,
      }) as Promise<Given>;
    const remove = (id: string) => ask('delete', '/directories/{id}', { params: { id }, as: tara });
    const now = async (id: string) => {
      const { items } = (await ask('get', '/directories', { as: tara })) as { items: Given[] };
      return items.find(one => one.id === id);
    };
    const secretNow = async (id: string) => secretOf(context, await findDirectory(context.db, id));
    const code = async (work: Promise<unknown>) => (await refusal(work)).code;

    it('wait where the role decides something, while the directory works for whoever is invited', async () => {
      const hazel = await aPerson('Hazel Head', 'headteacher');
      for (const role of roles) {
        const made = await make({ groups: [line('staff', 'all'), line(role)] });
        expect(made.waits !== null, role).to.equal(weighs(role));
        expect(made.groups, role).to.have.length(weighs(role) ? 0 : 2);
        if (made.waits !== null) {
          expect((await now(made.id))?.approvalId).to.equal(made.waits.id);
          const { lines } = await readApproval(context, kinds, hazel, made.waits.id);
          expect(lines[1]).to.equal(
            `Whoever is in the group “leaders” comes in as ${role.replaceAll('_', ' ')}.`,
          );
          expect(await code(agree(tara, made))).to.equal('approval.own_work');
          await agree(hazel, made);
        }
        expect(await now(made.id)).to.deep.include({
          groups: [line('staff', 'all'), line(role)],
          approvalId: null,
        });
        await remove(made.id);
      }
    });

    it('are changed, taken away and read from elsewhere only with the yes; the rest is done at once', async () => {
      const hazel = await aPerson('Hazel Head', 'headteacher');
      const made = await make({ groups: [line('headteacher')] });
      await agree(hazel, made);
      const { id } = made;
      const free = await patch(id, { label: 'School', clientSecret: 'a newer secret', reason: '' });
      expect([free.waits, free.label, await secretNow(id)]).to.deep.equal([null, 'School', 'a newer secret']);
      const changes = [
        { groups: [] },
        { groups: [line('staff')] },
        { groups: [line('technician')] },
        { groupsClaim: 'name' },
        { clientId: 'of my own', clientSecret: 'secret of my own' },
      ];
      for (const change of changes) {
        const before = await now(id);
        const asked = await patch(id, { ...change, label: `${before?.label}.` });
        expect(asked.waits, JSON.stringify(change)).to.be.an('object');
        const { label: _l, approvalId: _a, ...was } = before as Given;
        expect(await now(id)).to.deep.include({ ...was, label: `${before?.label}.` });
        expect(await secretNow(id)).to.equal('a newer secret');
        expect(await code(patch(id, { groups: [line('staff'), line('technician')] }))).to.equal(
          'approval.waits_already',
        );
        await agree(hazel, asked);
        const { clientSecret, ...shown } = { clientSecret: 'a newer secret', ...change };
        expect(await now(id)).to.deep.include({ ...shown, approvalId: null });
        expect(await secretNow(id)).to.equal(clientSecret);
        // Back to a group that decides something, for the next round.
        if (change.groups) await agree(hazel, await patch(id, { groups: [line('headteacher')] }));
        await patch(id, { clientSecret: 'a newer secret' });
      }
    });

    it('ask why, and are forgotten with their directory', async () => {
      await aPerson('Hazel Head', 'headteacher');
      expect(await code(make({ groups: [line('technician')], reason: '' }))).to.equal('account.why');
      expect((await ask('get', '/directories', { as: tara })) as object).to.deep.include({ items: [] });
      const made = await make({ groups: [line('technician')] });
      await remove(made.id);
      expect(await actions()).to.include('approval.withdrawn');
    });

    it('wait for nobody where nobody else could agree: a technician alone sets up the first', async () => {
      const made = await make({ groups: [line('headteacher')], reason: '' });
      expect(made).to.deep.include({ waits: null, groups: [line('headteacher')] });
      expect(await actions()).to.include.members(['approval.alone', 'directory.created']);
    });
  });
});
