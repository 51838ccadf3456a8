import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, type PolicySchool } from '../../../test/support/policy-school.ts';
import { sentenceOf } from '../audit/words.ts';
import { hear } from '../gateway/events.ts';

forEachDatabase((_engine, open) => {
  describe('a presentation that was begun at a computer', () => {
    let school: PolicySchool;
    let deviceId: string;

    before(async () => {
      school = await aPolicySchool(await open());
      deviceId = await school.aDevice('slate-07', null);
    });

    const says = (facts: object, id = randomUUIDv7(), name = 'presentation.started') =>
      hear(school.context, { deviceId, schoolId: school.context.schoolId, clockOffsetMs: 0 }, [
        { type: 'event', id, seq: 1, at: 5, name, facts },
      ]);
    const logged = async (action = 'presentation.started') => {
      const rows = await school.context.db
        .selectFrom('audit')
        .select(['action', 'facts'])
        .where('action', '=', action)
        .execute();
      return rows.map(({ action, facts }) => sentenceOf(action, facts, null));
    };

    it('stands in the log with who began it and for how long, once', async () => {
      const id = randomUUIDv7();
      await says({ minutes: 40, by: 'maria' }, id);
      await says({ minutes: 40, by: 'maria' }, id);
      expect(await logged()).to.deep.equal([
        'maria held the lock of slate-07 to present, for 40 minutes at most',
      ]);
    });

    it('stands there with how long it lasted, once it is over', async () => {
      const id = randomUUIDv7();
      for (const minutes of [28, 28]) await says({ cause: 'person', minutes }, id, 'presentation.ended');
      await says({ cause: 'restart', minutes: null }, randomUUIDv7(), 'presentation.ended');
      await says({ cause: 'time', minutes: -1 }, randomUUIDv7(), 'presentation.ended');
      expect(await logged('presentation.ended')).to.deep.equal([
        'The lock of slate-07 is no longer held to present: after 28 minutes',
        'The lock of slate-07 is no longer held to present: it was started anew',
      ]);
    });

    it('is nothing where the console ordered it, or the device says something else', async () => {
      await says({ minutes: 40 });
      await says({ minutes: 4000, by: 'maria' });
      expect(await logged()).to.have.length(1);
    });
  });
});
