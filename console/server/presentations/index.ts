/** Who held the lock of a computer to present, and for how long: told by the computer, kept in the log of changes. */
import * as z from 'zod';
import type { Context } from '../context.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import type { Sender } from '../reports/index.ts';

export const presentationStarted = 'presentation.started' as const;

/** `by` is the sign-in name of whoever began it there; without it the console ordered it, which is in the log already. */
const facts = z.object({ minutes: z.int().min(1).max(120), by: z.string().min(1).max(300) });

/** The event `presentation.started`, which may come more than once. */
export async function heardPresentation(
  context: Context,
  { deviceId, schoolId }: Sender,
  event: { id: string; facts: Record<string, unknown> },
): Promise<void> {
  const said = facts.safeParse(event.facts);
  if (!said.success) return;
  await context.db.transaction().execute(async tx => {
    const device = await findDeviceRecord(tx, deviceId);
    if (device === undefined || device.status !== 'approved') return;
    const known = await tx
      .selectFrom('audit')
      .select('id')
      .where('school_id', '=', schoolId)
      .where('action', '=', presentationStarted)
      .where('subject', '=', event.id)
      .executeTakeFirst();
    if (known !== undefined) return;
    const by = { schoolId, id: `device:${deviceId}`, name: `the device ${device.name}` };
    await context.audit.record(tx, by, presentationStarted, {
      subject: event.id,
      facts: { person: clean(said.data.by, 100), device: device.name, minutes: said.data.minutes },
    });
  });
}
