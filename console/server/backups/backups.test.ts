import { expect } from 'chai';
import type { Backup } from '../../../shared/protocol/api/backups.ts';
import { type AskRoutes, askRoutes } from '../../../test/support/ask-routes.ts';
import { aContext, type TestContext } from '../../../test/support/console-context.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { refusal } from '../../../test/support/policy-school.ts';
import { backupMatters, routes } from './index.ts';

forEachDatabase((_engine, open) => {
  describe('the list of backups', () => {
    let context: TestContext;
    let ask: AskRoutes;
    const plan = {
      ...{ what: 'Office server', owner: 'Terry Tech', method: 'Borg to the cupboard and to a firm' },
      ...{ away: false, everyDays: 1, testMonths: 4, endedOn: null },
    };
    const save = (path: string, body: object, id?: string) =>
      ask(id === undefined ? 'post' : 'put', path, { ...(id && { params: { id } }), body }) as Promise<{
        items: Backup[];
      }>;
    const note = async (id: string, body: object) => {
      const entry = { kind: 'made', doneOn: '2026-11-22', good: true, doneBy: 'Terry Tech', ...body };
      const answer = await ask('post', '/backups/{id}/entries', { params: { id }, body: entry });
      return (answer as { items: Backup[] }).items[0];
    };

    beforeEach(async () => {
      context = await aContext(await open());
      ask = askRoutes(context, () => routes(context));
    });

    it('says of each what is not known, late, failed, untried and without a copy elsewhere', async () => {
      const { items } = await save('/backups', plan);
      const id = items[0]?.id ?? '';
      expect(items[0]).to.deep.include({ made: { state: 'unknown', words: 'None is written down yet' } });
      expect(await backupMatters(context, context.schoolId)).to.deep.equal({
        ...{ wrong: ['Office server'], untried: ['Office server'], near: ['Office server'] },
      });
      expect((await note(id, {}))?.made.state).to.equal('met');
      const failed = await note(id, { kind: 'restored', good: false, note: 'The key was lost' });
      expect(failed?.restored).to.deep.include({ state: 'not_met' });
      expect(failed?.entries.map(one => one.note)).to.deep.equal(['The key was lost', null]);
      expect((await note(id, { kind: 'restored' }))?.restored.words).to.match(/due again by 22 Mar 2027/);
      await save('/backups/{id}', { ...plan, away: true, revision: 1 }, id);
      expect(await backupMatters(context, context.schoolId)).to.deep.equal({
        wrong: [],
        untried: [],
        near: [],
      });
      context.clock.at += 4 * 24 * 3600_000;
      expect((await backupMatters(context, context.schoolId)).wrong).to.deep.equal(['Office server']);
    });

    it('knows the last good one also behind more failures than are shown', async () => {
      const { items } = await save('/backups', plan);
      const id = items[0]?.id ?? '';
      await note(id, { doneOn: '2026-11-01' });
      let last: Backup | undefined;
      for (let day = 2; day < 16; day++)
        last = await note(id, { doneOn: `2026-11-${String(day).padStart(2, '0')}`, good: false });
      expect(last?.made.words).to.equal('Failed on 15 Nov 2026; the last good one is of 1 Nov 2026');
      expect(last?.entries.map(one => one.doneOn))
        .to.have.length(12)
        .and.include('2026-11-15');
    });

    it('refuses a day to come and a change of what somebody else changed', async () => {
      const id = (await save('/backups', plan)).items[0]?.id ?? '';
      expect((await refusal(note(id, { doneOn: '2026-11-24' }))).fields?.doneOn).to.match(/has not come/);
      await save('/backups/{id}', { ...plan, owner: 'Ann', revision: 1 }, id);
      const late = await refusal(save('/backups/{id}', { ...plan, revision: 1 }, id));
      expect(late.code).to.equal('backup.changed_meanwhile');
      expect((await refusal(note('none', {}))).code).to.equal('backup.not_found');
      await save('/backups/{id}', { ...plan, endedOn: '2026-11-22', revision: 2 }, id);
      expect((await backupMatters(context, context.schoolId)).wrong).to.deep.equal([]);
    });
  });
});
