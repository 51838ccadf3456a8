import { randomUUIDv7 } from 'node:crypto';
import { expect } from 'chai';
import { controls } from '../../../shared/controls/index.ts';
import { forEachDatabase } from '../../../test/support/databases.ts';
import { aPolicySchool, control, lock, own, type PolicySchool } from '../../../test/support/policy-school.ts';
import { aReport } from '../../../test/support/raw-device.ts';
import { restand } from '../devices/index.ts';
import { agePass } from '../reports/ageing.ts';
import { readBaseline } from './baseline.ts';
import { makeException } from './exceptions.ts';

const dayMs = 24 * 3600_000;

forEachDatabase((_engine, open) => {
  describe('how far devices are as they should be', () => {
    let school: PolicySchool;

    beforeEach(async () => {
      school = await aPolicySchool(await open());
      await school.put(school.group, own({ minLength: 12, mode: 'watch' }));
    });

    const read = (place = school.group) => readBaseline(school.context, school.context.schoolId, place);

    /** Reported the passwords it asks for, that its screen locks, and of all else that it is not for it. */
    async function aDevice(name: string, minLength: number, groupId?: string): Promise<string> {
      const id = await school.aDevice(name, minLength, groupId);
      const others = controls.filter(one => one.key !== control);
      const findings = others.map(({ key }) => school.finding(key, key === lock ? 'met' : 'not_applicable'));
      const stored = await school.ingest.submit(school.from(id), [aReport(1000, findings)]);
      expect(stored.rejected).to.deep.equal([]);
      return id;
    }

    async function tells(deviceId: string, name: string, setting: string, at = school.context.now()) {
      const body = { name, facts: { control: lock, setting } };
      await school.context.db
        .insertInto('device_record')
        .values({
          ...{ device_id: deviceId, id: randomUUIDv7(), school_id: school.context.schoolId, seq: 1 },
          ...{ type: 'event', at, received_at: at, body: JSON.stringify(body) },
        })
        .execute();
    }

    it('names the devices that are not, in the words of their findings, and counts the others', async () => {
      await aDevice('Library 1', 12);
      const short = await aDevice('Library 2', 8);
      const { devices, inLine, out, controls } = await read();
      expect({ devices, inLine }).to.deep.equal({ devices: 2, inLine: 1 });
      expect(out.map(one => one.id)).to.deep.equal([short]);
      expect(out[0]?.lines[0]?.sentence).to.include('8');
      const row = controls.find(one => one.control === control);
      expect(row).to.include({ met: 1, notMet: 1, mode: 'watch', accepted: 0 });
      expect(row?.sentence).to.include('12');
    });

    it('says once of a computer that is away that its checks are not known', async () => {
      await aDevice('Library 3', 12);
      school.context.clock.at += 30 * dayMs;
      await agePass(school.context);
      const { out } = await read();
      expect(out.map(one => one.lines.map(line => line.sentence))).to.deep.equal([
        ['Not heard from for too many school days, so 2 checks are not known.'],
      ]);
    });

    it('counts only what was seen: one that never reported, is blocked or cloned is not known', async () => {
      const { db } = school.context;
      await aDevice('Library 1', 12);
      const ids = [];
      for (const name of ['Library 2', 'Library 3', 'Library 4'])
        ids.push(name === 'Library 4' ? await school.aDevice(name, null) : await aDevice(name, 12));
      expect(await read()).to.include({ devices: 4, inLine: 3 });
      await db.transaction().execute(tx =>
        restand(tx, school.context.now(), [
          { id: ids[0] ?? '', set: { status: 'blocked' } },
          { id: ids[1] ?? '', set: { status: 'cloned' } },
        ]),
      );
      const { devices, inLine, out, controls: rows } = await read();
      expect({ devices, inLine }).to.deep.equal({ devices: 4, inLine: 1 });
      const checks = `so ${controls.length} checks are not known.`;
      expect(out.map(one => [one.id, one.lines.map(line => [line.sentence, line.away])])).to.deep.equal([
        [ids[0], [[`It is blocked, ${checks}`, true]]],
        [ids[1], [[`Two computers use its key, ${checks}`, true]]],
        [ids[2], [[`Not reported yet, ${checks}`, true]]],
      ]);
      expect(rows.find(row => row.control === control)).to.include({ met: 1, notMet: 0, unknown: 3 });
      expect(await read('school')).to.include({ devices: 4, inLine: 1 });
    });

    it('counts a device as in line when somebody accepted what it is, and says who and until when', async () => {
      const short = await aDevice('Library 2', 8);
      const endsAt = school.context.now() + 30 * dayMs;
      const wish = { control, deviceIds: [short], settings: { minLength: 8 }, endsAt };
      await makeException(school.context, school.technician, {
        ...wish,
        reason: 'It runs the projector',
        askedBy: 'Anna Ash',
      });
      const { inLine, accepted, controls } = await read();
      expect(inLine).to.equal(1);
      expect(accepted[0]).to.include({ reason: 'It runs the projector', approvedBy: 'Tara Tech', endsAt });
      // It meets the eased rule, which is not what it should be.
      expect(controls.find(one => one.control === control)).to.include({ accepted: 1, met: 0, notMet: 0 });
    });

    it('tells what was changed at a device and put right, and what no longer is, of its own group and month', async () => {
      const one = await aDevice('Library 1', 12);
      const elsewhere = await school.anotherGroup('Office');
      const other = await aDevice('Office 1', 12, elsewhere);
      const now = school.context.now();
      await tells(one, 'enforcement.drift', 'idle delay', now - 2 * dayMs);
      await tells(one, 'enforcement.repair_stopped', 'idle delay', now - dayMs);
      await tells(one, 'enforcement.drift', 'too old', now - 40 * dayMs);
      await tells(one, 'order.done', 'nothing of the kind');
      await tells(other, 'enforcement.drift', 'lock screen');
      const { drifts, controls } = await read();
      expect(drifts.map(({ setting, stopped, device }) => [setting, stopped, device.name])).to.deep.equal([
        ['idle delay', true, 'Library 1'],
        ['idle delay', false, 'Library 1'],
      ]);
      expect(controls.find(row => row.control === lock)?.corrected).to.equal(1);
      const whole = await read('school');
      expect(whole.drifts).to.have.length(3);
      expect(whole.devices).to.equal(2);
    });
  });
});
