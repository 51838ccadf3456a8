import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { Licence } from '../../../shared/protocol/api/licences.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import type { Caller } from '../route.ts';
import { licenceMatters, routes } from './index.ts';

const plain = {
  ...{ title: 'Photoshop', softwareId: null, supplierId: null, basis: 'device', seats: 30, startsOn: null },
  ...{ endsOn: null, cost: null, reference: '', notes: '', endedOn: null },
};
const secret = 'ABCD-EFGH-1234-WXYZ';

forEachDatabase((_engine, open) => {
  describe('software licences', () => {
    let context: TestContext;
    let ask: AskRoutes;
    let person: Caller;
    let titleId: string;

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context));
      person = { ...context.by, id: 'person:1', name: 'Bea Bursar', sessionId: 'one' };
      titleId = await aTitle('Adobe Photoshop', 34);
    });

    /** As the catalogue counts it; the room that counts has tests of its own. */
    async function aTitle(name: string, devices: number): Promise<string> {
      const id = randomUUIDv7();
      const of = { school_id: context.schoolId, source: 'windows', name, publisher: null };
      await context.db
        .insertInto('software')
        .values({ id, ...of })
        .execute();
      await context.db
        .insertInto('catalogue_title')
        .values({
          ...of,
          ...{ software_id: id, name_order: name.toLowerCase(), search_text: name.toLowerCase(), devices },
          first_seen_at: 1,
        })
        .execute();
      return id;
    }
    const enter = async (more: object = {}) =>
      ((await ask('post', '/licences', { body: { ...plain, ...more } })) as { items: Licence[] }).items;
    const list = async () => ((await ask('get', '/licences')) as { items: Licence[] }).items;
    const see = (id: string, as = person) =>
      ask('post', '/licences/{id}/key', { params: { id }, body: { reason: 'New laptop' }, as }) as Promise<{
        key: string;
      }>;

    it('are counted against the computers that have the title', async () => {
      const [one] = await enter({ softwareId: titleId });
      expect(one).to.include({ position: 'over', installed: 34, seatsTogether: 30 });
      expect(one?.said).to.equal('34 computers have it, with 30 seats: 4 too many.');
      const both = await enter({ softwareId: titleId, title: 'Photoshop, more', seats: 5 });
      expect(both.map(({ position }) => position)).to.deep.equal(['fits', 'fits']);
      expect(both[0]?.said).to.contain('35 seats in all licences together: 1 free');
    });

    it('for people or without a title say that nothing can be counted, and are never green', async () => {
      expect((await enter())[0]?.position).to.equal('not_tied');
      expect((await enter({ title: 'A', softwareId: titleId, basis: 'person' }))[0]?.position).to.equal(
        'not_counted',
      );
    });

    it('that ran out no longer count, and are said while a computer has the title', async () => {
      const [one] = await enter({ softwareId: titleId, seats: 50, endsOn: '2026-11-22' });
      expect(one?.position).to.equal('fits');
      expect((await licenceMatters(context, context.schoolId))[0]).to.include({
        wrong: false,
        said: 'Ends today.',
      });
      context.clock.at += 24 * 3600_000;
      expect((await list())[0]).to.include({ position: 'expired' });
      expect((await licenceMatters(context, context.schoolId))[0]).to.include({
        wrong: true,
        said: 'Ran out on 22 Nov 2026. 34 computers have it still.',
      });
    });

    it('keep a key that no table, list or log holds in the open', async () => {
      const [one] = await enter({ key: secret });
      expect(one?.keyEnd).to.equal('WXYZ');
      expect(JSON.stringify(await list())).not.to.contain('ABCD');
      const stored = await context.db.selectFrom('licence').selectAll().execute();
      const audit = await context.db.selectFrom('audit').selectAll().execute();
      expect(JSON.stringify([stored, audit])).not.to.contain('ABCD');
      expect((await see(one?.id ?? '')).key).to.equal(secret);
    });

    it('show the key only to a person who is signed in, and write each look with its reason into the log', async () => {
      const [one] = await enter({ key: secret });
      const token: Caller = { ...context.by, id: 'token:1' };
      expect((await ask.refused(see(one?.id ?? '', token), 403)).code).to.equal('licence.person');
      await see(one?.id ?? '');
      const looks = await context.db
        .selectFrom('audit')
        .select(['actor_name', 'facts'])
        .where('action', '=', 'licence.key_seen')
        .execute();
      expect(looks).to.have.length(1);
      expect(looks[0]?.actor_name).to.equal('Bea Bursar');
      expect(JSON.parse(looks[0]?.facts ?? '')).to.deep.equal({ title: 'Photoshop', because: 'New laptop' });
    });

    it('whose key was moved to another row does not open there', async () => {
      await enter({ key: secret });
      await enter({ title: 'Zoom', key: 'QQQQ-QQQQ-QQQQ' });
      const [one, other] = await list();
      const [row] = await context.db
        .selectFrom('licence')
        .selectAll()
        .where('id', '=', one?.id ?? '')
        .execute();
      await context.db
        .updateTable('licence')
        .set({ sealed_key: row?.sealed_key ?? '' })
        .where('id', '=', other?.id ?? '')
        .execute();
      expect((await ask.refused(see(other?.id ?? ''), 409)).code).to.equal('licence.key_lost');
    });

    it('keep their key when something else is changed, and forget it when told', async () => {
      const [one] = await enter({ key: secret });
      const params = { id: one?.id ?? '' };
      await ask('put', '/licences/{id}', { params, body: { ...plain, revision: 1, seats: 40 } });
      expect((await see(params.id)).key).to.equal(secret);
      await ask('put', '/licences/{id}', { params, body: { ...plain, revision: 2, seats: 40, key: null } });
      expect((await ask.refused(see(params.id), 409)).code).to.equal('licence.no_key');
      const late = ask('put', '/licences/{id}', { params, body: { ...plain, revision: 2 } });
      expect((await ask.refused(late, 409)).code).to.equal('licence.changed_meanwhile');
    });

    it('find titles of the software list by a part of the name', async () => {
      const found = (await ask('get', '/licences/titles', { query: { search: 'photo' } })) as {
        items: { id: string; devices: number }[];
      };
      expect(found.items).to.deep.equal([
        { id: titleId, name: 'Adobe Photoshop', publisher: null, devices: 34 },
      ]);
    });
  });
});
