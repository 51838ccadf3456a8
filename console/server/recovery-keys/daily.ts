/** Has each device try, once a day, whether the key that is kept here still opens its disk. */
import type { Context } from '../context.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { forgetEnded, placeOrder, sendOrder } from '../orders/index.ts';
import { sealingKeyOf } from '../recovery/index.ts';
import { open, sealFor } from './box.ts';
import { isAsked, type KeyRow } from './store.ts';

/** Somewhat less than a day, so that a school day that begins at eight has one. */
const everyMs = 20 * 3600_000;
const lookEveryMs = 10 * 60_000;
/** Opening a LUKS disk is made slow on purpose, and this console signs each order. */
const mostAtOnce = 50;

export async function testPass(context: Context): Promise<void> {
  const due = await context.db
    .selectFrom('disk_key')
    .selectAll()
    .where(eb => eb.or([eb('asked_at', 'is', null), eb('asked_at', '<', context.now() - everyMs)]))
    .orderBy('asked_at')
    .execute();
  const here = due.filter(row => context.presence.isConnected(row.device_id)).slice(0, mostAtOnce);
  for (const row of here) await testNow(context, row);
}

/** Nothing happens where the device has no key of its own yet, or its policy has no keys kept. */
export async function testNow(context: Context, row: KeyRow): Promise<void> {
  const { db, identity } = context;
  const { volume, device_id: deviceId, school_id: schoolId } = row;
  const device = await findDeviceRecord(db, deviceId);
  if (device?.status !== 'approved' || !(await isAsked(context, device))) return;
  const to = await sealingKeyOf(db, deviceId);
  const secret = open(identity, { key: row.seal_key, box: row.seal_box }, { deviceId, volume });
  const sealed =
    to === undefined || secret === undefined ? undefined : sealFor(to, secret, { deviceId, volume });
  if (sealed === undefined) return;
  const order = {
    kind: 'test_recovery_key',
    control: 'disk-encryption',
    ...{ keyId: row.id, volume, sealed },
  } as const;
  const by = { schoolId, id: 'console', name: 'Caretaker, every day' };
  const given = await db.transaction().execute(async tx => {
    await forgetEnded(tx, deviceId, 'test_recovery_key');
    await tx.updateTable('disk_key').set({ asked_at: context.now() }).where('id', '=', row.id).execute();
    return placeOrder(context, tx, by, deviceId, { order, reason: '' });
  });
  await sendOrder(context, given);
}

/** Returns the stop. */
export function startTesting(context: Context): () => Promise<void> {
  let running = Promise.resolve();
  const timer = setInterval(() => {
    running = running
      .then(() => testPass(context))
      .catch(error => context.log.error({ err: error }, 'recovery keys were not tried'));
  }, lookEveryMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}
