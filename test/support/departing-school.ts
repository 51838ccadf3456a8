/** A school whose computers leave, are let off or are said to be others, and its head's page. */
import { randomUUIDv7 } from 'node:crypto';
import type { Db } from '../../console/server/database/index.ts';
import { readDepartures } from '../../console/server/departures/again.ts';
import { removeDevice } from '../../console/server/departures/remove.ts';
import { insertDevice, restand } from '../../console/server/devices/index.ts';
import { renewPolicies } from '../../console/server/policies/index.ts';
import { readPage } from '../../console/server/promises/service.ts';
import { controls } from '../../shared/controls/index.ts';
import type { State } from '../../shared/finding.ts';
import { aPolicySchool } from './policy-school.ts';
import { aFinding } from './raw-device.ts';

const dayMs = 24 * 3600_000;

export type DepartingSchool = Awaited<ReturnType<typeof aDepartingSchool>>;

/** `forget` makes it empty again; `head` is the second person. */
export async function aDepartingSchool(db: Db) {
  const school = await aPolicySchool(db);
  await renewPolicies(school.context);
  const head = await school.aPerson('Hazel Head', 'headteacher');

  async function aDevice(name: string, stands: (control: number) => State): Promise<string> {
    const { context, groupId } = school;
    const id = randomUUIDv7();
    const common = { schoolId: context.schoolId, groupId, codeId: null, previousDeviceId: null };
    const device = { ...common, id, name, system: 'Debian', publicKey: id, approvedBy: 'a test' };
    await insertDevice(context.db, context.now(), device);
    await report(id, stands);
    return id;
  }
  let seqs = 0;
  async function report(id: string, stands: (control: number) => State): Promise<void> {
    const { context } = school;
    const observedAt = context.now();
    const findings = controls.map(({ key }, at) => ({
      finding: aFinding(key, stands(at), { observedAt }),
      seq: ++seqs,
      observedAt,
    }));
    await context.db
      .transaction()
      .execute(tx => restand(tx, observedAt, [{ id, set: { last_seen_at: observedAt }, findings }]));
  }
  const aNewcomer = async () => {
    const { context, groupId } = school;
    const id = randomUUIDv7();
    const common = { schoolId: context.schoolId, groupId, codeId: null, previousDeviceId: null };
    const device = { ...common, id, name: 'Newcomer', system: 'Debian', publicKey: id, approvedBy: null };
    await insertDevice(context.db, context.now(), device);
    return id;
  };
  async function letOff(deviceId: string, control: string): Promise<void> {
    const { db, schoolId, clock } = school.context;
    const id = randomUUIDv7();
    const who = { asked_by: 'T', created_by: 'T', author: 'T', approved_by: 'H' };
    await db
      .insertInto('policy_exception')
      .values({
        ...{
          id,
          school_id: schoolId,
          control,
          settings: '{}',
          reason: 'It is old',
          status: 'active',
          ...who,
        },
        ...{ created_at: clock.at, approved_at: clock.at, ends_at: clock.at + 300 * dayMs },
        ...{ ended_at: null, ended_by: null },
      })
      .execute();
    const row = { exception_id: id, device_id: deviceId, school_id: schoolId };
    await db.insertInto('policy_exception_device').values(row).execute();
  }
  const page = () => readPage(school.context, school.context.schoolId);
  const remove = (id: string) => removeDevice(school.context, school.technician, id, 'It is broken');
  const list = () => readDepartures(school.context.db, school.context.schoolId);
  const forget = () =>
    school.context.db.transaction().execute(async tx => {
      await tx.deleteFrom('departure').execute();
      await tx.updateTable('approval').set({ status: 'withdrawn' }).where('status', '=', 'waiting').execute();
      const left = await tx.selectFrom('device').select('id').where('status', '!=', 'removed').execute();
      await restand(
        tx,
        school.context.now(),
        left.map(({ id }) => ({ id, set: { status: 'removed' } })),
      );
    });

  return { ...school, head, aDevice, report, aNewcomer, letOff, page, remove, list, forget };
}
