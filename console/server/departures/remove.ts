/** Removing a device: at once for the device, and for the figures only where it kept every promise. */
import type { Context } from '../context.ts';
import { findDevice, restand } from '../devices/index.ts';
import { refuseWhileKept } from '../orders/index.ts';
import type { Caller } from '../route.ts';
import { askIfAnybody } from './agree.ts';
import { note, openIn } from './store.ts';

/**
 * Keeps a tombstone, so that a returning device is told rather than left to fail. Throws `device.not_found`,
 * `device.quarantined`.
 */
export async function removeDevice(context: Context, by: Caller, id: string, reason: string): Promise<void> {
  await context.db.transaction().execute(async tx => {
    const before = await findDevice(tx, by.schoolId, id);
    await refuseWhileKept(tx, { id, name: before.name }, 'removed');
    const at = context.now();
    await restand(tx, at, [{ id, set: { status: 'removed' } }]);
    const { name, states } = before;
    const facts = { name, notMet: before.not_met, unknown: before.unknown, reason };
    await context.audit.record(tx, by, 'device.removed', { subject: id, facts });
    const controls = openIn(states);
    if (before.status === 'waiting' || controls.length === 0) return;
    await askIfAnybody(context, tx, by, { deviceId: id, name, controls, replaced: false }, reason);
    await note(tx, { device_id: id, school_id: by.schoolId, name, states }, { at, by: by.name });
  });
  context.events.nudge(by.schoolId, ['devices', 'device', 'groups', 'queue'], [id]);
  context.presence.refuse(id, {
    code: 'removed',
    message: 'This device was removed from the console.',
    retryAfterMs: null,
  });
}
