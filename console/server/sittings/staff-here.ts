/** An account of staff at the screen of a computer for pupils only (C-03) begins an incident to look into. It names nobody. */
import type { Context } from '../context.ts';
import { findDeviceRecord } from '../devices/index.ts';
import { openIncident } from '../incidents/index.ts';

/** May be told more than once of the same sign-in (`id`): it is one then. */
export async function tellOfStaff(
  context: Context,
  { id, schoolId, deviceId, at }: { id: string; schoolId: string; deviceId: string; at: number },
): Promise<void> {
  const name = (await findDeviceRecord(context.db, deviceId))?.name ?? deviceId;
  const by = { schoolId, id: `device:${deviceId}`, name: `the device ${name}` };
  await context.db.transaction().execute(tx =>
    openIncident(context, tx, by, {
      category: 'other',
      title: `An account of staff was used on a computer for pupils only: ${name.slice(0, 60)}`,
      detail:
        'Ask before anybody is blamed: a teacher may have shown something there. If no member of staff sat there, somebody else knows their password: have it changed at once.',
      deviceId,
      noticedAt: at,
      source: 'device',
      id,
      matter: `staff_on_pupils:${deviceId}`,
    }),
  );
}
