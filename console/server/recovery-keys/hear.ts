/** What devices tell of their recovery keys. The record of the event itself keeps no seal (reports/store.ts). */
import { randomUUIDv7 } from 'node:crypto';
import * as z from 'zod';
import { keyTests } from '../../../shared/protocol/api/recovery-keys.ts';
import type { Context } from '../context.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import { isAsked, isPlain, keysOf, openKey } from './store.ts';

interface Sender {
  deviceId: string;
  schoolId: string;
}

const handed = z.object({
  volume: z.string().refine(isPlain),
  protector: z.string().refine(isPlain),
  key: z.string().max(43),
  box: z.string().max(400),
});

/**
 * Of one device: as many as an agent hands over. More would fill the database, and their tests the 50 orders that may
 * wait for a device, so that nobody's own order is taken any more.
 */
const mostOfOne = 40;

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
  const given = { device_id: deviceId, volume, seal_key: key, seal_box: box };
  const secret = openKey(context, given);
  if (secret === undefined) {
    context.log.warn({ device: deviceId }, 'a device handed over a recovery key that does not open here');
    return;
  }
  const kept = await context.db.transaction().execute(async tx => {
    const ofDevice = await keysOf(tx, deviceId);
    const before = ofDevice.find(one => one.volume === volume && one.protector === protector);
    if (before !== undefined && openKey(context, before) === secret) return false;
    if (before === undefined && ofDevice.length >= mostOfOne) {
      context.log.warn({ device: deviceId }, `no further recovery key is kept: it has ${mostOfOne} here`);
      return false;
    }
    // Another key than before, so nothing is known of it.
    const fresh = {
      ...{ seal_key: key, seal_box: box, kept_at: context.now(), kept_by: null },
      ...{ asked_at: null, tested_at: null, tested: null, tested_why: '' },
    };
    await tx
      .insertInto('disk_key')
      .values({ id: randomUUIDv7(), school_id: schoolId, device_id: deviceId, volume, protector, ...fresh })
      .onConflict(clash => clash.columns(['device_id', 'volume', 'protector']).doUpdateSet(fresh))
      .execute();
    const by = { schoolId, id: `device:${deviceId}`, name: `the device ${device.name}` };
    const about = { subject: deviceId, facts: { name: device.name, volume } };
    const action = before === undefined ? 'recovery_key.handed_over' : 'recovery_key.replaced';
    await context.audit.record(tx, by, action, about);
    return true;
  });
  if (kept) context.events.nudge(schoolId, ['device'], [deviceId]);
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
