import { expect } from 'chai';
import type { BulkAnswer } from '../../../shared/protocol/api/bulk.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, enforcing, own, type PolicySchool } from '../../../test/support/policy-school.ts';
import { createAccount } from '../accounts/people.ts';
import { approve as agree } from '../approvals/decide.ts';
import { kindsOf } from '../approvals/index.ts';
import { approve } from '../policies/decide.ts';
import { manyInLessons, manyMoved, routes } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('bulk actions', () => {
    let school: PolicySchool;
    let ask: AskRoutes;
    let library: string;
    let ids: string[];

    before(async () => {
      school = await aPolicySchool(await open());
      ask = askRoutes(school.context, () => routes(school.context));
      library = await school.anotherGroup('Library');
      ids = [
        await school.aDevice('Laptop 2', null),
        await school.aDevice('Laptop 10', null),
        await school.aDevice('Laptop 3', null, library),
      ];
    });

    const move = (devices: string[], apply: boolean, groupId = library) =>
      ask('post', '/bulk/moves', { body: { devices, groupId, apply } }) as Promise<BulkAnswer>;
    const order = (devices: string[], apply: boolean, kind = 'check_now') =>
      ask('post', '/bulk/orders', { body: { devices, order: kind, apply } }) as Promise<BulkAnswer>;
    const groupOf = async (id: string) => (await school.rowOf(id)).group_id;
    const outcomes = ({ items }: BulkAnswer) => items.map(({ name, outcome }) => `${name}: ${outcome}`);
    const ordered = () =>
      school.context.db.selectFrom('device_order').select(['device_id', 'state']).execute();

    it('say what would happen to each and do nothing', async () => {
      const preview = await move([...ids, 'no-such', ids[0] ?? ''], false);
      expect(outcomes(preview)).to.deep.equal([
        'Laptop 2: does',
        'Laptop 3: same',
        'Laptop 10: does',
        'A device that is gone: cannot',
      ]);
      expect(preview).to.deep.include({ applied: false, counts: { does: 2, same: 1, cannot: 1 } });
      expect(await groupOf(ids[0] ?? '')).to.equal(school.groupId);
      expect((await order(ids, false)).counts.does).to.equal(3);
      expect(await ordered()).to.deep.equal([]);
    });

    it('say what the other group’s policy changes at them, and nothing once they are moved', async () => {
      const [laptop = ''] = ids;
      const weak = await school.aDevice('Laptop 7', 13);
      await school.put(`group.${library}`, own({ mode: 'watch', minLength: 14 }));
      const { changes } = await move([laptop, weak], false);
      const said = changes.flatMap(one =>
        one.consequences.map(({ sentence }) => `${one.title}: ${sentence}`),
      );
      expect(said).to.include('Password rules: Would newly fail on 1 device.');
      expect((await move(ids.slice(2), false)).changes, 'there already').to.deep.equal([]);
      await school.put(`group.${library}`, { controls: {}, silentAfterSchoolDays: null });
      expect((await move([weak], false)).changes, 'two alike').to.deep.equal([]);
    });

    it('do what the preview said, with an entry for each, and say what takes it back', async () => {
      const done = await move(ids, true);
      expect(done.counts).to.deep.equal({ does: 2, same: 1, cannot: 0 });
      for (const id of ids) expect(await groupOf(id)).to.equal(library);
      const log = await school.context.db
        .selectFrom('audit')
        .select('action')
        .where('action', '=', 'device.moved')
        .execute();
      expect(log).to.have.length(2);
      const back = done.items.filter(one => one.before !== null);
      expect(new Set(back.map(one => one.before))).to.deep.equal(new Set([school.groupId]));
      await move(
        back.map(one => one.id),
        true,
        school.groupId,
      );
      expect(await groupOf(ids[0] ?? '')).to.equal(school.groupId);
    });

    it('restart many with the same warning, and say beforehand what may be lost', async () => {
      const wish = { devices: ids, order: 'restart', warnMinutes: 5, inLessons: true };
      const preview = (await ask('post', '/bulk/orders', { body: wish })) as BulkAnswer;
      expect(preview.consequence).to.include('did not save');
      expect(preview.items[0]?.sentence).to.equal('When it is next connected.');
      await ask('post', '/bulk/orders', { body: { ...wish, apply: true } });
      const rows = await school.context.db.selectFrom('device_order').select('payload').execute();
      const orders = rows.map(row => JSON.parse(row.payload).order);
      expect(orders).to.deep.equal(ids.map(() => ({ kind: 'restart', warnMinutes: 5, inLessons: true })));
      await school.context.db.deleteFrom('device_order').execute();
    });

    it('ask a second person before many are emptied in lessons, and where nobody says when lessons are', async () => {
      const { context } = school;
      await createAccount(context, context.by, { name: 'Hazel', email: 'h@s.example', role: 'headteacher' });
      const six = [...ids];
      for (const name of ['Laptop 21', 'Laptop 22', 'Laptop 23']) six.push(await school.aDevice(name, null));
      const wish = { devices: six, order: 'shut_down', warnMinutes: 1, inLessons: true, reason: 'Test' };
      const send = (more: object) => ask('post', '/bulk/orders', { body: { ...wish, ...more } });
      const preview = (await send({})) as BulkAnswer;
      expect(preview.consequence).to.include('somebody else may have to agree first');
      expect(preview.counts.does).to.equal(6);
      const few = (await send({ devices: ids, apply: true })) as BulkAnswer;
      expect(few.counts.does, 'a few go alone').to.equal(3);
      await context.db.deleteFrom('device_order').execute();
      expect(await send({ apply: true, inLessons: false }), 'no calendar').to.have.property('waits');
      await context.db.deleteFrom('approval').execute();
      expect(await send({ apply: true, order: 'lock' }), 'nothing is lost').to.have.property('items');
      await context.db.deleteFrom('device_order').execute();
      const { waits } = (await send({ apply: true })) as { waits: { id: string } };
      expect(await ordered()).to.deep.equal([]);
      const row = await context.db.selectFrom('approval').selectAll().executeTakeFirstOrThrow();
      expect(row).to.include({ id: waits.id, title: 'Turn off 6 computers at once' });
      expect(row.lines).to.include('Laptop 23').and.include('told 1 minute before');
      const facts = { id: row.id, schoolId: context.schoolId, subject: row.subject, title: row.title };
      const payload = manyInLessons.read(JSON.parse(row.payload));
      const asked = { ...facts, reason: row.reason, payload, askedBy: context.by };
      const done = await context.db
        .transaction()
        .execute(tx => manyInLessons.approved(context, tx, asked, context.by));
      await done.after?.();
      expect(done.sentence).to.equal('Turn off 6 computers: ordered.');
      expect(await ordered()).to.have.length(6);
      await context.db.deleteFrom('device_order').execute();
    });

    it('ask a second person before many leave what is enforced on them', async () => {
      const { context, anotherGroup, aDevice, aPerson } = school;
      const trolley = await anotherGroup('Trolley');
      const many: string[] = [];
      for (let number = 1; number <= 11; number += 1)
        many.push(await aDevice(`Trolley ${number}`, null, trolley));
      expect(await move(many, true, library), 'what is only watched').to.have.property('items');
      await move(many, true, trolley);
      const head = await aPerson('Harriet Head', 'headteacher');
      await approve(context, head, (await school.put(`group.${trolley}`, enforcing)).version.id);
      const preview = await move(many, false);
      expect(preview.consequence).to.include('somebody else may have to agree first');
      expect((await move(many.slice(0, 10), false)).consequence, 'a few go alone').to.not.include('agree');
      const { waits } = (await move(many, true)) as unknown as { waits: { id: string } };
      const groups = () => Promise.all(many.map(groupOf));
      expect(new Set(await groups())).to.deep.equal(new Set([trolley]));
      const row = await context.db
        .selectFrom('approval')
        .selectAll()
        .where('id', '=', waits.id)
        .executeTakeFirstOrThrow();
      expect(row.lines).to.include('Trolley 11').and.include('asked otherwise in Library: Screen lock');
      await agree(context, kindsOf([{ ...manyMoved, stepUp: false }]), head, waits.id, undefined);
      expect(new Set(await groups())).to.deep.equal(new Set([library]));
      expect(await move(many, true, trolley), 'the way back').to.have.property('items');
      for (const id of many) await context.db.deleteFrom('device').where('id', '=', id).execute();
    });

    it('place an order at each once, and leave out those that take none', async () => {
      const waiting = await school.aDevice('New one', null);
      await school.context.db
        .updateTable('device')
        .set({ status: 'waiting' })
        .where('id', '=', waiting)
        .execute();
      const done = await order([...ids, waiting], true);
      expect(done.counts).to.deep.equal({ does: 3, same: 0, cannot: 1 });
      await order(ids, true);
      expect(await ordered()).to.have.length(3);
      expect((await move([waiting], true)).counts.cannot).to.equal(1);
    });

    it('refuse a group that is gone and orders that need a person’s thought for each', async () => {
      await ask.refused(move(ids, true, 'no-such'), 404);
      const refused = await order(ids, true, 'suspend_enforcement').catch((error: Error) => error.name);
      expect(refused).to.equal('ZodError');
    });
  });
});
