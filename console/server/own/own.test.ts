import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import type { Agreement } from '../../../shared/protocol/api/loans.ts';
import type { OwnComputer, OwnLoan } from '../../../shared/protocol/api/own.ts';
import type { Person } from '../../../shared/protocol/api/persons.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import { routes as assetRoutes } from '../assets/index.ts';
import { routes as loanRoutes } from '../loans/index.ts';
import { routes as peopleRoutes } from '../people/index.ts';
import { routes } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('one’s own', () => {
    let school: ReportingSchool;
    let ask: AskRoutes;
    let ann: Person;
    let bob: Person;
    const as = (person: Person) => ({
      ...school.context.by,
      ...{ id: `person:${person.id}`, name: person.name, role: 'staff' },
    });
    const own = async (who = as(ann)) => ({
      computers: ((await ask('get', '/own/computers', { as: who })) as { items: OwnComputer[] }).items,
      loans: ((await ask('get', '/own/loans', { as: who })) as { items: OwnLoan[] }).items,
    });

    before(async () => {
      school = await aReportingSchool(await open());
      const { context } = school;
      ask = askRoutes(context, () => [
        ...[...routes(context), ...loanRoutes(context), ...assetRoutes(context), ...peopleRoutes(context)],
      ]);
      const person = (name: string) => ask('post', '/persons', { body: { name, kind: 'staff' } });
      ann = (await person('Ann Ash')) as Person;
      bob = (await person('Bob Birch')) as Person;
      const deviceId = await school.aDevice('Staff 12');
      await school.report(deviceId, 1, [
        school.finding('idle-lock', 'not_met', { reason: 'lock_disabled' }),
        school.finding('power', 'not_applicable'),
      ]);
      const asset = (await ask('post', '/assets', { body: { tag: 'L12', kind: 'laptop', deviceId } })) as {
        id: string;
      };
      const wordings = (await ask('get', '/loans/agreements')) as { items: Agreement[] };
      await ask('post', '/loans', {
        body: {
          ...{ holderId: ann.id, purpose: 'Planning', offSite: false, dueOn: null },
          items: [{ assetId: asset.id }],
          signature: {
            ...{ agreementId: wordings.items[0]?.id ?? '', signedName: 'Ann Ash' },
            personalUse: { use: 'none' },
          },
        },
      });
    });

    it('is the computer that one holds, with what does not hold there and what puts it right', async () => {
      const { computers } = await own();
      expect(computers.map(({ name, tag }) => [name, tag])).to.deep.equal([['Staff 12', 'L12']]);
      expect(computers[0]?.findings.map(({ control }) => control)).to.deep.equal(['idle-lock']);
      expect(computers[0]?.findings[0]?.next).to.be.a('string');
    });

    it('is what was asked for at that computer, and what became of it', async () => {
      const [held] = (await own()).computers;
      const deviceId = held?.id ?? '';
      const request = {
        ...{ kind: 'software', title: 'GeoGebra', publisher: '', reason: 'Angles', licence: 'free' },
        ...{ suitability: '', personalData: 'no', person: 'ann' },
      };
      const [id, other] = [randomUUIDv7(), randomUUIDv7()];
      const row = {
        ...{ school_id: school.context.schoolId, kind: 'software', person: 'ann', reason: 'Angles' },
        ...{ body: JSON.stringify(request), about: 'software:geogebra', made_by: null, decided_by: null },
        ...{ decided_at: null, order_id: null, version_id: null },
      };
      const madeAt = school.context.now() - 1000;
      await school.context.db
        .insertInto('request')
        .values([
          { ...row, id, device_id: deviceId, status: 'refused', made_at: madeAt, answer: 'Use the web page' },
          { ...row, id: other, device_id: null, status: 'waiting', made_at: madeAt, answer: '' },
        ])
        .execute();
      expect((await own()).computers[0]?.requests).to.deep.equal([
        { id, title: 'GeoGebra', state: 'refused', madeAt, answer: 'Use the web page' },
      ]);
    });

    it('is a problem that one reports: an incident with one’s name, on a computer of one’s own alone', async () => {
      const [held] = (await own()).computers;
      const report = (body: object, who = as(ann)) => ask('post', '/own/problems', { as: who, body });
      await report({ about: 'password', more: 'Seen over my shoulder', computerId: held?.id });
      await report({ about: 'password', more: 'And again', computerId: held?.id });
      const [one, ...more] = await school.context.db.selectFrom('incident').selectAll().execute();
      expect(more).to.deep.equal([]);
      expect(one).to.include({ category: 'password_compromised', device_id: held?.id, reporter: 'Ann Ash' });
      expect(one?.source).to.equal('console');
      const refused = await report({ about: 'other', computerId: held?.id }, as(bob)).catch(
        (error: { code?: string }) => error.code,
      );
      expect(refused).to.equal('device.not_found');
      await report({ about: 'other' }, as(bob));
      const all = await school.context.db.selectFrom('incident').select('reporter').execute();
      expect(all.map(({ reporter }) => reporter).sort()).to.deep.equal(['Ann Ash', 'Bob Birch']);
    });

    it('is what one has on loan, with the words that one signed', async () => {
      const { loans } = await own();
      expect(loans).to.have.length(1);
      expect(loans[0]).to.include({ status: 'out', purpose: 'Planning', overdueDays: 0 });
      expect(loans[0]?.things[0]).to.include({ tag: 'L12', back: false });
      expect(loans[0]?.agreement).to.include('property of the school');
    });

    it('is no computer that one gave oneself: a technician says who holds what reports here', async () => {
      const deviceId = await school.aDevice('Staff 13');
      const keeper = { ...as(bob), role: 'business_manager' };
      const create = (body: object, by = keeper) =>
        ask('post', '/assets', { as: by, body: { kind: 'laptop', ...body } }) as Promise<{
          id: string;
          revision: number;
        }>;
      const refused = async (asked: Promise<unknown>) =>
        expect((await ask.refused(asked, 403)).code).to.equal('asset.yourself');
      await refused(create({ tag: 'L13', deviceId, holderId: bob.id }));
      const mine = await create({ tag: 'L14', holderId: bob.id });
      const link = {
        ...{ params: { id: mine.id }, as: keeper },
        body: { revision: mine.revision, deviceId },
      };
      await refused(ask('post', '/assets/{id}/link', link));
      const linked = await create({ tag: 'L15', deviceId });
      const take = {
        params: { id: linked.id },
        body: { revision: linked.revision, holder: 'Bob Birch', holderId: bob.id },
      };
      await refused(ask('patch', '/assets/{id}', { ...take, as: keeper }));
      expect((await own(as(bob))).computers).to.deep.equal([]);
      await ask('patch', '/assets/{id}', take);
      expect((await own(as(bob))).computers.map(one => one.tag)).to.deep.equal(['L15']);
      await ask('patch', '/assets/{id}', {
        ...take,
        body: { revision: linked.revision + 1, holderId: null },
      });
    });

    it('is nothing of anybody else’s, and a token has nothing', async () => {
      for (const who of [as(bob), { ...school.context.by, id: 'token:1' }])
        expect(await own(who)).to.deep.equal({ computers: [], loans: [] });
    });
  });
});
