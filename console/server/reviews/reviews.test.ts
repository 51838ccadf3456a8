import { expect } from 'chai';
import type { Review } from '../../../shared/protocol/api/reviews.ts';
import { reviewStanding } from '../../../shared/reviews/standing.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { reviewMatters, routes } from './index.ts';

describe('how a review stands', () => {
  const plan = { kind: 'document', everyMonths: 12 } as const;
  it('is by its newest entry, and green only while that was in order and is not due again', () => {
    const stand = (doneOn: string, inOrder: boolean, more: { doneOn: string; inOrder: boolean }[] = []) =>
      reviewStanding(plan, [{ doneOn, inOrder }, ...more], '2026-11-22');
    expect(reviewStanding(plan, [], '2026-11-22').state).to.equal('unknown');
    expect(stand('2025-11-22', true)).to.deep.equal({
      state: 'met',
      words: 'Looked through on 22 Nov 2025, due again by 22 Nov 2026',
    });
    expect(stand('2025-11-21', true).words).to.equal('Due since 21 Nov 2026: looked through on 21 Nov 2025');
    expect(stand('2026-11-01', false).state).to.equal('not_met');
    expect(stand('2026-11-02', true, [{ doneOn: '2026-11-01', inOrder: false }]).state).to.equal('met');
    expect(stand('2026-11-02', true, [{ doneOn: '2026-11-02', inOrder: false }]).state, 'put right').to.equal(
      'met',
    );
  });
});

forEachDatabase((_engine, open) => {
  describe('the list of reviews', () => {
    let context: TestContext;
    let ask: AskRoutes;
    const plan = {
      ...{ kind: 'systems', what: 'Who may do what', owner: 'Terry Tech', version: '' },
      ...{ asked: 'Leavers\nShared folders', everyMonths: 3, endedOn: null },
    };
    const save = (path: string, body: object, id?: string) =>
      ask(id === undefined ? 'post' : 'put', path, { ...(id && { params: { id } }), body }) as Promise<{
        items: Review[];
      }>;
    const note = async (id: string, body: object) => {
      const entry = { doneOn: '2026-11-22', inOrder: true, doneBy: 'Hazel Head', ...body };
      const answer = await ask('post', '/reviews/{id}/entries', { params: { id }, body: entry });
      return (answer as { items: Review[] }).items[0];
    };

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context));
    });

    it('says of each whether it is due, and names those that are', async () => {
      const id = (await save('/reviews', plan)).items[0]?.id ?? '';
      expect(await reviewMatters(context, context.schoolId)).to.deep.equal(['Who may do what']);
      const left = await note(id, { inOrder: false, note: 'A leaver could still sign in' });
      expect(left?.standing.state).to.equal('not_met');
      const done = await note(id, {});
      expect(done?.standing).to.deep.equal({
        state: 'met',
        words: 'Looked at on 22 Nov 2026, due again by 22 Feb 2027',
      });
      expect(done?.entries.map(one => one.note)).to.deep.equal([null, 'A leaver could still sign in']);
      expect(await reviewMatters(context, context.schoolId)).to.deep.equal([]);
      context.clock.at += 100 * 24 * 3600_000;
      expect(await reviewMatters(context, context.schoolId)).to.deep.equal(['Who may do what']);
    });

    it('refuses a day to come and a change of what somebody else changed', async () => {
      const id = (await save('/reviews', plan)).items[0]?.id ?? '';
      expect((await refusal(note(id, { doneOn: '2026-11-24' }))).fields?.doneOn).to.match(/has not come/);
      await save('/reviews/{id}', { ...plan, owner: 'Ann', revision: 1 }, id);
      const late = await refusal(save('/reviews/{id}', { ...plan, revision: 1 }, id));
      expect(late.code).to.equal('review.changed_meanwhile');
      expect((await refusal(note('none', {}))).code).to.equal('review.not_found');
      await save('/reviews/{id}', { ...plan, endedOn: '2026-11-22', revision: 2 }, id);
      expect(await reviewMatters(context, context.schoolId)).to.deep.equal([]);
    });
  });
});
