import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { askRoutes } from '../../../test/support/ask-routes.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool } from '../../../test/support/reporting-school.ts';
import { routes as notices } from '../notices/index.ts';
import { readDay } from './days.ts';
import { keepPass } from './keeping.ts';
import { readPage } from './service.ts';
import { signedSentences } from './signed.ts';

const dayMs = 24 * 3600_000;

describe('who has signed, in a sentence', () => {
  const said = (asked: number, agreed: number, declined: number) =>
    signedSentences([{ noticeId: 'n', title: 'Our rules', asked, agreed, declined }])[0]?.sentence;
  it('counts those who have, those who have not and those who said no', () => {
    expect(said(42, 39, 1)).to.equal('“Our rules”: 39 of 42 people have signed. 2 have not yet. 1 said no.');
    expect(said(1, 1, 0)).to.equal('“Our rules”: all 1 person has signed.');
    expect(said(0, 0, 0)).to.equal(undefined);
  });
});

forEachDatabase((_engine, open) => {
  describe('the school’s rules on the promises page', () => {
    it('say how many have signed and how many have not, now and on the kept day', async () => {
      const db = await open();
      const { context, aDevice } = await aReportingSchool(db);
      const { schoolId } = context;
      context.clock.at = Date.UTC(2026, 10, 23, 15);
      await aDevice();
      const ask = askRoutes(context, () => notices(context));
      const people = ['Ann', 'Bob', 'Cem'].map(name => ({
        ...{ id: randomUUIDv7(), school_id: schoolId, kind: 'staff', name, email: null, created_at: 1 },
      }));
      await db.insertInto('person').values(people).execute();
      expect((await readPage(context, schoolId)).signed).to.deep.equal([]);
      const body = { name: 'Our rules', adult: 'Long rules.', plain: 'Be kind.', symbols: '' };
      const { items } = (await ask('post', '/wordings', { body })) as { items: { id: string }[] };
      const round = {
        ...{ kind: 'agreement', wordingId: items[0]?.id, people: ['staff'] },
        until: context.now() + 30 * dayMs,
      };
      const { id } = (await ask('post', '/notices', { body: round })) as { id: string };
      await ask('post', '/notices/{id}/signatures', {
        params: { id },
        body: { personId: people[0]?.id, how: 'paper', signedAt: context.now() },
      });
      const [told] = (await readPage(context, schoolId)).signed ?? [];
      expect(told?.sentence).to.match(/^“.*”: 1 of 3 people have signed\. 2 have not yet\.$/);
      expect(told?.to).to.equal(`/notices/${id}`);
      await keepPass(context);
      expect((await readDay(db, schoolId, '2026-11-23')).promises.signed).to.deep.equal([told]);
    });
  });
});
