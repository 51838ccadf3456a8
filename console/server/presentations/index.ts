/** Who held the lock of a computer to present, and for how long: told by the computer, kept in the log of changes. */
import * as z from 'zod';
import type { Context } from '../context.ts';
import { clean, findDeviceRecord } from '../devices/index.ts';
import type { Sender } from '../reports/index.ts';

export const presentationEvents = ['presentation.started', 'presentation.ended'] as const;
type Name = (typeof presentationEvents)[number];

/** `by` is the sign-in name of whoever began it there; without it the console ordered it, which is in the log already. */
const started = z.object({ minutes: z.int().min(1).max(120), by: z.string().min(1).max(300) });
/** Without minutes the computer does not know how long: it was started anew. */
const ended = z.object({ minutes: z.int().min(0).max(120).nullable() });

/** These events, which may come more than once. */
export async function heardPresentation(
  context: Context,
  { deviceId, schoolId }: Sender,
  event: { id: string; name: Name; facts: Record<string, unknown> },
): Promise<void> {
  const said = factsOf(event);
  if (said === undefined) return;
  await context.db.transaction().execute(async tx => {
    const device = await findDeviceRecord(tx, deviceId);
    if (device === undefined || device.status !== 'approved') return;
    const known = await tx
      .selectFrom('audit')
      .select('id')
      .where('school_id', '=', schoolId)
      .where('action', '=', event.name)
      .where('subject', '=', event.id)
      .executeTakeFirst();
    if (known !== undefined) return;
    const by = { schoolId, id: `device:${deviceId}`, name: `the device ${device.name}` };
    await context.audit.record(tx, by, event.name, {
      subject: event.id,
      facts: { ...said, device: device.name },
    });
  });
}

/** Undefined for what says something else. */
function factsOf({
  name,
  facts,
}: {
  name: Name;
  facts: Record<string, unknown>;
}): Record<string, string | number> | undefined {
  if (name === 'presentation.started') {
    const said = started.safeParse(facts).data;
    return said && { person: clean(said.by, 100), minutes: said.minutes };
  }
  const said = ended.safeParse(facts).data;
  return said && { lasted: said.minutes === null ? 'it was started anew' : `after ${said.minutes} minutes` };
}
