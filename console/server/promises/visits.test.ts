import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aReportingSchool, type ReportingSchool } from '../../../test/support/reporting-school.ts';
import type { Caller } from '../route.ts';
import { readPage, readPromises } from './service.ts';
import { markVisit, newsSince, visitAfter } from './visits.ts';

const dayMs = 24 * 3600_000;
const london = 'Europe/London';

describe('a visit to the promises', () => {
  // 23:30 on a summer's evening in London, 22:30 by UTC.
  const evening = Date.UTC(2026, 5, 3, 22, 30);

  it('is a day of the school: opened again on it, the page says the same news', () => {
    const first = visitAfter(undefined, evening - dayMs, london);
    const second = visitAfter(first, evening, london);
    expect(second).to.deep.equal({ at: evening, before: evening - dayMs });
    expect(visitAfter(second, evening + 60_000, london).before).to.equal(evening - dayMs);
    expect(visitAfter(second, evening + 3600_000, london).before, 'half past midnight').to.equal(evening);
  });

  it('has no news the first time, and after months tells of one', () => {
    expect(newsSince(undefined, evening, london)).to.equal(undefined);
    const long = { at: evening - 100 * dayMs, before: null };
    expect(newsSince(long, evening, london)).to.deep.equal({ at: evening - 31 * dayMs, lastVisit: false });
  });
});

forEachDatabase((_engine, open) => {
  describe('what changed since somebody last looked', () => {
    let school: ReportingSchool;
    let seq = 0;
    const reader = (id: string, more: Partial<Caller> = {}): Caller => ({
      ...{ schoolId: school.context.schoolId, id: `person:${id}`, name: id, role: 'headteacher' },
      ...{ sessionId: id, ...more },
    });
    const visit = (who: Caller) => markVisit(school.context, who);
    const news = async (who: Caller) => {
      const { changed, changedSince } = await readPromises(school.context, who);
      return { said: changed.map(one => one.sentence), since: changedSince };
    };

    before(async () => {
      school = await aReportingSchool(await open());
    });

    it('is of their own last visit, whoever else has looked since, and leaves the kept page alone', async () => {
      const { clock } = school.context;
      const [head, deputy] = [reader('Hazel'), reader('Dee')];
      const id = await school.aDevice();
      clock.at += 8 * dayMs;
      const says = (state: 'met' | 'not_met') =>
        school.report(id, ++seq, [school.finding('firewall', state)]);
      await says('met');
      clock.at += 8 * dayMs;
      await visit(head);
      expect((await news(head)).since, 'the first visit').to.equal(undefined);
      const seen = clock.at;
      clock.at += 3600_000;
      await says('not_met');
      clock.at += 2 * dayMs;
      await visit(deputy);
      clock.at += 9 * dayMs;
      // Two weeks ago is not this week: only her own visit makes it news.
      expect((await readPage(school.context, school.context.schoolId)).changed).to.deep.equal([]);
      const { said, since } = await news(head);
      expect(since).to.deep.equal({ at: seen, lastVisit: true });
      expect(said).to.have.length(1);
      expect(said[0]).to.match(/holds on 1 computer fewer than then\.$/);
      expect((await news(deputy)).said).to.deep.equal([]);
      await visit(head);
      expect((await news(head)).said, 'again on the same day').to.deep.equal(said);
      clock.at += dayMs;
      expect((await news(head)).said, 'on the next').to.deep.equal([]);
    });

    it('is kept of nobody who did not sign in, and goes when they have not come for a year', async () => {
      const { db, clock } = school.context;
      const rows = async () =>
        (await db.selectFrom('promise_visit').select('owner').orderBy('owner').execute()).map(
          one => one.owner,
        );
      const { sessionId: _none, ...program } = reader('Program');
      await visit(program);
      expect(await rows()).to.deep.equal(['person:Dee', 'person:Hazel']);
      clock.at += 367 * dayMs;
      await visit(reader('Newcomer'));
      expect(await rows()).to.deep.equal(['person:Newcomer']);
    });
  });
});
