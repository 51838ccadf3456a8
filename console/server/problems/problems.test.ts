import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, type PolicySchool } from '../../../test/support/policy-school.ts';
import { hear } from '../gateway/events.ts';

forEachDatabase((_engine, open) => {
  describe('what somebody reports at a computer', () => {
    let school: PolicySchool;
    let deviceId: string;

    before(async () => {
      school = await aPolicySchool(await open());
      deviceId = await school.aDevice('slate-07', null);
    });

    const said = { about: 'password', more: 'It was on a note.', person: 'maria' };
    const says = (over: object = {}, id = randomUUIDv7()) =>
      hear(school.context, { deviceId, schoolId: school.context.schoolId, clockOffsetMs: 0 }, [
        { type: 'event', id, seq: 1, at: 5, name: 'problem.reported', facts: { ...said, ...over } },
      ]);
    const incidents = () =>
      school.context.db
        .selectFrom('incident')
        .select(['title', 'detail', 'category', 'source', 'reporter', 'device_id', 'noticed_at', 'due_at'])
        .orderBy('number')
        .execute();

    it('begins an incident with who says so, and with the clock of a compromised password', async () => {
      const id = randomUUIDv7();
      await says({}, id);
      await says({}, id);
      const now = school.context.now();
      expect(await incidents()).to.deep.equal([
        {
          title: 'Somebody else may know a password, reported at the computer',
          detail: 'It was on a note.',
          ...{ category: 'password_compromised', source: 'tray', reporter: 'maria', device_id: deviceId },
          ...{ noticed_at: now, due_at: now + 24 * 3600_000 },
        },
      ]);
    });

    it('joins what the same person reported before while it is open, and is another of somebody else', async () => {
      await says({ more: 'Again.' });
      expect(await incidents()).to.have.length(1);
      await says({ person: 'ola' });
      await says({ about: 'got_through', more: '' });
      expect((await incidents()).map(({ category }) => category)).to.deep.equal([
        'password_compromised',
        'password_compromised',
        'something_got_through',
      ]);
    });

    it('is nothing where the device says something else', async () => {
      await says({ about: 'everything' });
      await says({ more: 7 });
      expect(await incidents()).to.have.length(3);
    });
  });
});
