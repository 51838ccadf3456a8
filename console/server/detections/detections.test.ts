import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, type PolicySchool } from '../../../test/support/policy-school.ts';
import { hear } from '../gateway/events.ts';

forEachDatabase((_engine, open) => {
  describe('what virus protection found', () => {
    let school: PolicySchool;
    let deviceId: string;

    before(async () => {
      school = await aPolicySchool(await open());
      deviceId = await school.aDevice('slate-07', null);
    });

    const found = { product: 'ClamAV', threat: 'Eicar-Test', action: 'none', place: 'removable', foundAt: 5 };
    const says = (over: object, id = randomUUIDv7(), clockOffsetMs = 0) =>
      hear(school.context, { deviceId, schoolId: school.context.schoolId, clockOffsetMs }, [
        { type: 'event', id, seq: 1, at: 5, name: 'av.detected', facts: { ...found, ...over } },
      ]);
    const incidents = () =>
      school.context.db
        .selectFrom('incident')
        .select(['title', 'category', 'source', 'device_id'])
        .orderBy('number')
        .execute();

    it('begins an incident by itself, once for each matter', async () => {
      const id = randomUUIDv7();
      await says({}, id);
      await says({}, id);
      await says({ foundAt: 6 });
      expect(await incidents()).to.deep.equal([
        {
          title: 'ClamAV found Eicar-Test on a stick or another removable disk',
          category: 'malware',
          source: 'device',
          device_id: deviceId,
        },
      ]);
      await says({ threat: 'Another', place: 'nowhere', foundAt: null });
      expect((await incidents()).map(({ title }) => title)[1]).to.equal('ClamAV found Another');
    });

    it('was found when this console’s clock says so, whatever the computer’s own says', async () => {
      const yearMs = 365 * 24 * 3600_000;
      const now = school.context.now();
      await says({ threat: 'Ahead', foundAt: now + yearMs - 1000 }, randomUUIDv7(), yearMs);
      await says({ threat: 'To come', foundAt: now + yearMs });
      const found = await school.context.db
        .selectFrom('incident')
        .select('noticed_at')
        .where(eb => eb.or([eb('title', 'like', '%Ahead%'), eb('title', 'like', '%To come%')]))
        .orderBy('number')
        .execute();
      expect(found.map(one => one.noticed_at)).to.deep.equal([now - 1000, now]);
    });

    it('turned off begins an incident of its own kind, once for each computer and cause', async () => {
      const tampered = (over: object = {}, id = randomUUIDv7()) =>
        hear(school.context, { deviceId, schoolId: school.context.schoolId, clockOffsetMs: 0 }, [
          {
            ...{ type: 'event', id, seq: 1, at: 5, name: 'av.tampered' },
            facts: {
              product: 'Microsoft Defender',
              what: 'change_stopped',
              times: 1,
              happenedAt: 5,
              ...over,
            },
          },
        ]);
      const id = randomUUIDv7();
      await tampered({}, id);
      await tampered({}, id);
      await tampered({ times: 2, happenedAt: 6 });
      await tampered({ what: 'real_time_off' });
      await tampered({ product: 'ClamAV', what: 'service_stopped', happenedAt: null });
      await tampered({ what: 'moved' });
      await tampered({ times: 'often' });
      const opened = (await incidents()).filter(({ category }) => category === 'tampering');
      expect(opened.map(({ title }) => title)).to.deep.equal([
        'Somebody or something tried to turn Microsoft Defender off, and it did not let them',
        'Microsoft Defender was told to check files no more as they are opened',
        'The service of ClamAV was stopped',
      ]);
      const lines = await school.context.db.selectFrom('incident_note').select('text').execute();
      expect(lines.filter(({ text }) => text.startsWith('Again: Somebody'))).to.have.length(1);
    });

    it('is nothing where the device says something else', async () => {
      await says({ threat: 7 });
      expect((await incidents()).filter(({ category }) => category === 'malware')).to.have.length(4);
    });
  });
});
