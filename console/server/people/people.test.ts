import { expect } from 'chai';
import type { PeopleCheck, Person } from '../../../shared/protocol/api/persons.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { routes as accountRoutes } from '../accounts/index.ts';
import { routes } from './index.ts';

const list = `Forename,Surname,Class,E-mail,Type,Line manager,Shoe size
Ann,Ash,Office,ann@school.uk,Staff,,4
Ben,Birch,Year 4,ben@school.uk,teacher,Ann Ash,5
Cleo,Cedar,4B,,pupil,,3
Cleo,Cedar,4C,,pupil,,3
Dan,Dale,4B,,wizard,,3
`;

forEachDatabase((_engine, open) => {
  describe('the list of people', () => {
    let context: TestContext;
    let ask: AskRoutes;
    const people = async (query: object = {}) =>
      ((await ask('get', '/persons', { query })) as { items: Person[] }).items;
    const check = (text: string) => ask('post', '/persons/import/check', { body: { text } });
    const take = async (text: string) => {
      const { counts } = (await check(text)) as PeopleCheck;
      return ask('post', '/persons/import', { body: { text, expected: counts } });
    };

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => [...routes(context), ...accountRoutes(context, '1')]);
    });

    it('says what a file would do, and takes in what is good with line managers', async () => {
      const { counts, rows, columns } = (await check(list)) as PeopleCheck;
      expect(counts).to.deep.equal({ create: 4, change: 0, same: 0, rejected: 1 });
      expect(rows[0]?.words).to.match(/“wizard” is not staff/);
      expect(columns.find(one => one.header === 'Shoe size')?.meaning).to.equal(null);
      expect(await people()).to.have.length(0);
      await take(list);
      const ben = (await people({ search: 'birch' }))[0];
      expect(ben).to.deep.include({ name: 'Ben Birch', kind: 'staff', group: 'Year 4', hasAccount: false });
      expect(ben?.lineManager?.name).to.equal('Ann Ash');
    });

    it('changes nothing when the same file comes again, and tells two of one name apart by class', async () => {
      await take(list);
      const again = (await check(list)) as PeopleCheck;
      expect(again.counts).to.deep.equal({ create: 0, change: 0, same: 4, rejected: 1 });
      const moved = (await check('Name,Class\nCleo Cedar,5A\n')) as PeopleCheck;
      expect(moved.rows[0]?.words).to.match(/2 people of this name/);
    });

    it('leaves what somebody signs in with to whoever keeps the accounts, in a file to nobody', async () => {
      const body = { name: 'Tara Tech', email: 'tara@school.uk', role: 'technician' };
      await ask('post', '/people', { body });
      const [tara] = await people({ search: 'tara' });
      const params = { id: tara?.id ?? '' };
      const as = { ...context.by, id: 'person:bm', name: 'Bea', role: 'business_manager' };
      for (const patch of [{ email: 'bea@evil.example' }, { name: 'Nobody' }]) {
        const refused = await ask.refused(ask('patch', '/persons/{id}', { params, as, body: patch }), 403);
        expect(refused.code).to.equal('person.signs_in');
        expect(refused.fields).to.have.keys(Object.keys(patch));
      }
      await ask('patch', '/persons/{id}', { params, as, body: { name: 'Tara Tech', group: 'Office' } });
      const { counts } = (await check('Name,E-mail,Class\nNobody,tara@school.uk,IT\n')) as PeopleCheck;
      expect(counts).to.include({ change: 1, rejected: 0 });
      await take('Name,E-mail,Class\nNobody,tara@school.uk,IT\n');
      expect((await people({ search: 'tara' }))[0]).to.include({ name: 'Tara Tech', group: 'IT' });
    });

    it('refuses a file without names and an import after something else has changed', async () => {
      await ask.refused(check('Shoe size\n4\n'), 400);
      const { counts } = (await check(list)) as PeopleCheck;
      await ask('post', '/persons', { body: { name: 'Ann Ash', email: 'ann@school.uk' } });
      const late = await ask.refused(
        ask('post', '/persons/import', { body: { text: list, expected: counts } }),
        409,
      );
      expect(late.code).to.equal('people.changed_meanwhile');
    });

    it('enters, changes and lets go, and an address belongs to one person', async () => {
      const ann = (await ask('post', '/persons', {
        body: { name: 'Ann', email: 'A@school.uk', group: '' },
      })) as Person;
      expect(ann).to.deep.include({ email: 'a@school.uk', group: null, kind: 'staff' });
      await ask.refused(ask('post', '/persons', { body: { name: 'Bob', email: 'a@school.uk' } }), 409);
      const itself = ask('patch', '/persons/{id}', {
        params: { id: ann.id },
        body: { lineManagerId: ann.id },
      });
      await ask.refused(itself, 400);
      await ask('patch', '/persons/{id}', { params: { id: ann.id }, body: { left: true } });
      expect(await people()).to.have.length(0);
      expect((await people({ left: 'yes' }))[0]?.email).to.equal('a@school.uk');
    });

    it('gives an account to somebody who is in the list already', async () => {
      const ann = (await ask('post', '/persons', { body: { name: 'Ann', email: 'a@school.uk' } })) as Person;
      await ask('post', '/people', { body: { name: 'Ann', email: 'a@school.uk', role: 'headteacher' } });
      expect(await people()).to.have.length(1);
      expect((await people())[0]).to.deep.include({ id: ann.id, hasAccount: true });
    });
  });
});
