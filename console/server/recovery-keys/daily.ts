/** Has each device try, once a day, whether the key that is kept here still opens its disk. */
import type { Context } from '../context.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { forgetEnded, placeOrder, sendOrder } from '../orders/index.ts';
import { sealingKeyOf } from '../recovery/index.ts';
import { sealFor } from './box.ts';
import { isAsked, type KeyRow, openKey } from './store.ts';

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
    .orderBy('asked_at', order => order.asc().nullsFirst())
    .orderBy('id')
    .execute();
  const here = due.filter(row => context.presence.isConnected(row.device_id)).slice(0, mostAtOnce);
  for (const row of here) await testNow(context, row);
}

/** Never throws, and whatever comes of it this key's turn is over until tomorrow: it keeps no place from the others. */
export async function testNow(context: Context, row: KeyRow): Promise<void> {
  try {
    const asked = { asked_at: context.now() };
    await context.db.updateTable('disk_key').set(asked).where('id', '=', row.id).execute();
    await giveTest(context, row);
  } catch (error) {
    context.log.error({ err: error, device: row.device_id, key: row.id }, 'a recovery key was not tried');
  }
}

/** Nothing happens where the device has no key of its own yet, or its policy has no keys kept. */
async function giveTest(context: Context, row: KeyRow): Promise<void> {
  const { db } = context;
  const { volume, device_id: deviceId, school_id: schoolId } = row;
  const device = await findDeviceRecord(db, deviceId);
  if (device?.status !== 'approved' || !(await isAsked(context, device))) return;
  const to = await sealingKeyOf(db, deviceId);
  const secret = openKey(context, row);
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
