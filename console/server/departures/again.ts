/** What still counts although it was removed, and asking about it once more. */
import type * as z from 'zod';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Waits } from '../../../shared/protocol/api/approvals.ts';
import type { departureList } from '../../../shared/protocol/api/devices.ts';
import { waitingAbout } from '../approvals/index.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../database/index.ts';
import { notFound } from '../errors.ts';
import type { Caller } from '../route.ts';
import { askWhetherGone, departureKind } from './agree.ts';
import { departed } from './store.ts';

/** A school removes few devices too early; the list is whole. */
export async function readDepartures(db: Tx, schoolId: string): Promise<z.input<typeof departureList>> {
  const waiting = await waitingAbout(db, schoolId, departureKind);
  const items = (await departed(db, schoolId)).map(({ controls, groupId: _, ...one }) => ({
    ...one,
    open: controls.map(key => controlByKey(key)?.words.title ?? key),
    approvalId: waiting.get(one.deviceId) ?? null,
  }));
  return { items, next: null };
}

/** Throws `device.not_found`, `approval.waits_already`, `approval.nobody`. */
export async function askAgain(
  context: Context,
  by: Caller,
  deviceId: string,
  reason: string,
): Promise<{ waits: Waits | null }> {
  const opened = await context.db.transaction().execute(async tx => {
    const device = (await departed(tx, by.schoolId)).find(one => one.deviceId === deviceId);
    if (device === undefined) throw notFound('device');
    return askWhetherGone(context, tx, by, device, reason);
  });
  context.events.nudge(by.schoolId, ['devices', 'queue']);
  return { waits: opened.id === null ? null : { id: opened.id, sentence: opened.sentence } };
}
