/** Who looked at a device, told to whoever sits there: from the acts themselves, over the device's own link. */
import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { aboutIn, keepAbout } from '../../../agent/service/about.ts';
import { memoryCell } from '../../../agent/service/state.ts';
import type { AboutDevice } from '../../../shared/protocol/about.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aLinkedSchool, type LinkedSchool } from '../../../test/support/linked-school.ts';
import type { RawDevice } from '../../../test/support/raw-device.ts';
import { until } from '../../../test/support/until.ts';

forEachDatabase((_engine, open) => {
  describe('what people at a computer can read of the school’s own looking', () => {
    let school: LinkedSchool;
    beforeEach(async () => {
      school = await aLinkedSchool(await open());
    });
    afterEach(() => school.close());

    async function aboutOf(device: RawDevice): Promise<AboutDevice> {
      await until('it is told', () => device.about !== undefined, 5000, 5);
      return device.about as AboutDevice;
    }

    async function lookedAt(deviceId: string, begun_at: number | null): Promise<void> {
      const { context } = school;
      const row = {
        ...{ id: randomUUIDv7(), school_id: context.schoolId, device_id: deviceId, device_name: 'Laptop' },
        ...{
          asked_by: context.by.id,
          asked_by_name: 'Tom Reed',
          outside: 'Fix-it Ltd',
          purpose: 'The printer',
        },
        ...{ tool: 'RustDesk', consent: 1, state: 'over', order_id: randomUUIDv7(), note: '' },
        ...{ created_at: context.now(), answer_by: 0, until: 0, told_at: null, shown_at: null },
        ...{
          answered_at: null,
          answered_by: null,
          stopped_at: null,
          begun_at,
          ended_at: null,
          ended_by: null,
        },
      };
      await context.db.insertInto('support_session').values(row).execute();
    }

    it('comes after each welcome: who, when, at what and why, and for how long all is kept', async () => {
      const { context } = school;
      await context.db.updateTable('school').set({ contact: 'office@hill.example' }).execute();
      const { device, deviceId, chain } = await school.aLiveDevice();
      const first = await aboutOf(device);
      expect(first.contact).to.equal('office@hill.example');
      expect(first.looks).to.deep.equal([]);
      expect(first.kept).to.deep.equal({ reports: 396, sign_ins: 30, screen: 3 * 365, incidents: 7 * 365 });
      const at = context.now();
      // Asked and refused is no look.
      await lookedAt(deviceId, null);
      await lookedAt(deviceId, at);
      await lookedAt((await school.aLiveDevice()).deviceId, at);
      await context.db.transaction().execute(async tx => {
        const facts = { name: 'Laptop', volume: '/', because: ', because: its owner forgot it' };
        await context.audit.record(tx, context.by, 'recovery_key.shown', { subject: deviceId, facts });
        await context.audit.record(tx, context.by, 'device.renamed', { subject: deviceId, facts: {} });
      });
      context.clock.at += 31_000;
      const { device: again } = await school.again(device.key, deviceId, chain);
      const { looks } = await aboutOf(again);
      expect(looks.map(({ by, what, why }) => ({ by, what, why }))).to.have.deep.members([
        { by: 'Tom Reed, Fix-it Ltd', what: 'screen', why: 'The printer' },
        { by: context.by.name, what: 'recovery_key', why: 'its owner forgot it' },
      ]);
    });

    it('is kept by the computer as it came, written only when it is another, and never in the way', () => {
      const cell = memoryCell<AboutDevice>();
      let writes = 0;
      const counted = {
        ...cell,
        write: (value: AboutDevice) => {
          writes += 1;
          cell.write(value);
        },
      };
      const given: AboutDevice = { school: 'Hill', contact: '', looks: [], kept: { reports: 396 } };
      expect(aboutIn(counted)).to.equal(null);
      for (let i = 0; i < 3; i++) keepAbout(counted, given, () => {});
      expect([writes, aboutIn(counted)]).to.deep.equal([1, given]);
      const failed: unknown[] = [];
      const full = {
        ...cell,
        write: () => {
          throw new Error('ENOSPC');
        },
      };
      keepAbout(full, { ...given, school: 'Dale' }, error => failed.push(error));
      expect(failed).to.have.length(1);
    });
  });
});
