/** What a computer says of somebody who wants to look at its screen. Each may come twice. */
import * as z from 'zod';
import { supportEvents, supportFacts } from '../../../shared/protocol/support.ts';
import type { Context } from '../context.ts';
import { clean } from '../devices/index.ts';
import { byOurClock, type Sender } from '../reports/index.ts';

const event = z.object({
  at: z.int().nonnegative(),
  name: z.enum(Object.values(supportEvents)),
  facts: supportFacts,
});

/** An answer may be a moment on its way. */
export const onItsWayMs = 60_000;

/** What is of another shape, or about another computer's session, is left out. */
export async function heardSupport(context: Context, sender: Sender, record: unknown): Promise<void> {
  const read = event.safeParse(record);
  if (!read.success) return;
  const { name, facts } = read.data;
  const { schoolId, deviceId } = sender;
  const now = context.now();
  const at = byOurClock(read.data.at, sender.clockOffsetMs, now);
  const user = clean(facts.user, 100);
  const changed = await context.db.transaction().execute(async tx => {
    const mine = tx
      .updateTable('support_session')
      .where('id', '=', facts.supportId)
      .where('school_id', '=', schoolId)
      .where('device_id', '=', deviceId);
    if (name === supportEvents.told) {
      const { numUpdatedRows } = await mine
        .where('told_at', 'is', null)
        .set({ told_at: at })
        .executeTakeFirst();
      // Nobody has to say yes: it may begin once the computer shows it.
      await mine.where('consent', '=', 0).where('state', '=', 'asked').set({ state: 'ready' }).execute();
      return numUpdatedRows > 0n;
    }
    if (name === supportEvents.shown)
      return (
        (await mine.where('shown_at', 'is', null).set({ shown_at: at }).executeTakeFirst()).numUpdatedRows >
        0n
      );
    if (name === supportEvents.stopped) {
      const fresh = await mine
        .where('stopped_at', 'is', null)
        .set({ stopped_at: at })
        .returning('device_name')
        .executeTakeFirst();
      if (fresh === undefined) return false;
      await mine.where('state', '=', 'ready').set({ state: 'refused' }).execute();
      await log('took their yes back', fresh.device_name);
      return true;
    }
    if (facts.answer === null) return false;
    const fresh = await mine
      .where('answered_at', 'is', null)
      .where('consent', '=', 1)
      .set({ answered_at: at, answered_by: user })
      .returning('device_name')
      .executeTakeFirst();
    if (fresh === undefined) return false;
    // What comes too late is written down, and changes nothing: no answer in time was a no.
    await mine
      .where('state', '=', 'asked')
      .where('answer_by', '>=', now - onItsWayMs)
      .set({ state: facts.answer === 'allowed' ? 'ready' : 'refused' })
      .execute();
    await log(facts.answer === 'allowed' ? 'said yes' : 'said no', fresh.device_name);
    return true;

    async function log(answer: string, device: string): Promise<void> {
      const by = { schoolId, id: `device:${deviceId}`, name: `the device ${device}` };
      const said = { name: device, answer };
      await context.audit.record(tx, by, 'remote_support.answered', { subject: deviceId, facts: said });
    }
  });
  if (changed) context.events.nudge(schoolId, ['support', 'device'], [deviceId]);
}
