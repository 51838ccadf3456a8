/** A school with a group, its policy, and devices that report without a socket. */
import { randomUUIDv7 } from 'node:crypto';
import type { Db } from '../../console/server/database/index.ts';
import { insertDevice } from '../../console/server/devices/index.ts';
import { ensureGroup } from '../../console/server/groups/index.ts';
import { renewPolicies } from '../../console/server/policies/index.ts';
import { Ingest } from '../../console/server/reports/index.ts';
import type { Finding, State } from '../../shared/finding.ts';
import { aContext } from './console-context.ts';
import { aFinding, aReport } from './raw-device.ts';

export type ReportingSchool = Awaited<ReturnType<typeof aReportingSchool>>;

export async function aReportingSchool(db: Db) {
  const context = await aContext(db);
  const groupId = (await ensureGroup(db, context.schoolId, context.now())).id;
  await renewPolicies(context);
  const ingest = new Ingest(context);

  async function aDevice(name = 'Laptop', approvedBy: string | null = 'a test') {
    const id = randomUUIDv7();
    await insertDevice(db, context.now(), {
      id,
      schoolId: context.schoolId,
      groupId,
      codeId: null,
      name,
      system: 'Debian',
      publicKey: randomUUIDv7(),
      previousDeviceId: null,
      approvedBy,
    });
    return id;
  }
  const from = (deviceId: string) => ({ deviceId, schoolId: context.schoolId, clockOffsetMs: 0 });
  const finding = (control: string, state: State, more: Partial<Finding> = {}) =>
    aFinding(control, state, { observedAt: context.now(), ...more });
  const report = (deviceId: string, seq: number, findings: Finding[]) =>
    ingest.submit(from(deviceId), [aReport(seq, findings)]);
  const rowOf = (id: string) =>
    db.selectFrom('device').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

  /** The counts as kept, and as they are when everything is counted from the devices' own rows. */
  async function countsTwice() {
    const kept = await db.selectFrom('posture_count').selectAll().where('devices', '!=', 0).execute();
    const devices = await db.selectFrom('device').selectAll().execute();
    const recount = new Map<string, number>();
    for (const device of devices) {
      if (!['approved', 'blocked', 'cloned'].includes(device.status)) continue;
      for (const part of device.states.split(':').filter(one => one !== '')) {
        const key = `${device.group_id} ${part}`;
        recount.set(key, (recount.get(key) ?? 0) + 1);
      }
    }
    const asText = (entries: [string, number][]) => entries.map(([key, number]) => `${key} ${number}`).sort();
    return {
      kept: asText(kept.map(row => [`${row.group_id} ${row.control}=${row.state}`, row.devices])),
      recounted: asText([...recount]),
      devices,
    };
  }

  return { context, groupId, ingest, aDevice, from, finding, report, rowOf, countsTwice };
}
