/** What devices tell of their recovery keys. The record of the event itself keeps no seal (reports/store.ts). */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import { keyTests } from '../../../shared/protocol/api/recovery-keys.ts';
import type { Context } from '../context.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { open } from './box.ts';
import { isAsked } from './store.ts';

interface Sender {
  deviceId: string;
  schoolId: string;
}

const handed = z.object({
  volume: z.string().min(1).max(200),
  protector: z.string().min(1).max(60),
  key: z.string().max(43),
  box: z.string().max(400),
});

/** The event `disk.recovery_key`. What this console cannot open, or was not asked for, is not kept. */
export async function heardRecoveryKey(
  context: Context,
  { deviceId, schoolId }: Sender,
  facts: Record<string, unknown>,
): Promise<void> {
  const said = handed.safeParse(facts);
  if (!said.success) return;
  const { volume, protector, key, box } = said.data;
  const device = await findDeviceRecord(context.db, deviceId);
  if (device === undefined || !(await isAsked(context, device))) return;
  if (open(context.identity, { key, box }, { deviceId, volume }) === undefined) {
    context.log.warn({ device: deviceId }, 'a device handed over a recovery key that does not open here');
    return;
  }
  const at = context.now();
  await context.db.transaction().execute(async tx => {
    const sealed = { seal_key: key, seal_box: box };
    const again = await tx
      .updateTable('disk_key')
      .set(sealed)
      .where('device_id', '=', deviceId)
      .where('volume', '=', volume)
      .where('protector', '=', protector)
      .executeTakeFirst();
    if (again.numUpdatedRows > 0n) return;
    await tx
      .insertInto('disk_key')
      .values({
        ...{ id: randomUUIDv7(), school_id: schoolId, device_id: deviceId, volume, protector, ...sealed },
        ...{ kept_at: at, kept_by: null, asked_at: null, tested_at: null, tested: null, tested_why: '' },
      })
      .onConflict(clash => clash.columns(['device_id', 'volume', 'protector']).doUpdateSet(sealed))
      .execute();
    const by = { schoolId, id: `device:${deviceId}`, name: `the device ${device.name}` };
    const about = { subject: deviceId, facts: { name: device.name, volume } };
    await context.audit.record(tx, by, 'recovery_key.handed_over', about);
  });
  context.events.nudge(schoolId, ['device'], [deviceId]);
}

const tested = z.object({ keyId: z.uuid(), result: z.enum(keyTests), why: z.string() });

/** The event `disk.key_tested`. That a key no longer opens its disk is in the audit log, once. */
export async function heardKeyTested(
  context: Context,
  { deviceId, schoolId }: Sender,
  facts: Record<string, unknown>,
): Promise<void> {
  const said = tested.safeParse(facts);
  if (!said.success) return;
  const { keyId, result, why } = said.data;
  await context.db.transaction().execute(async tx => {
    const row = await tx
      .selectFrom('disk_key')
      .select(['volume', 'tested'])
      .where('id', '=', keyId)
      .where('device_id', '=', deviceId)
      .executeTakeFirst();
    if (row === undefined) return;
    await tx
      .updateTable('disk_key')
      .set({ tested: result, tested_at: context.now(), tested_why: clean(why, 300) })
      .where('id', '=', keyId)
      .execute();
    if (result !== 'does_not_open' || row.tested === result) return;
    const name = (await findDeviceRecord(tx, deviceId))?.name ?? deviceId;
    const by = { schoolId, id: `device:${deviceId}`, name: `the device ${name}` };
    await context.audit.record(tx, by, 'recovery_key.does_not_open', {
      subject: deviceId,
      facts: { name, volume: row.volume },
    });
  });
  context.events.nudge(schoolId, ['device'], [deviceId]);
}
