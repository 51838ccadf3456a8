/** Devices whose lists are not counted yet, and removed ones whose lists still are. */
import type { Context } from '../context.ts';
import { countedStatuses } from '../devices/index.ts';
import { countDevice, uncountDevice } from './count.ts';

const devicesAtOnce = 50;

/** True when any was. */
export async function lookAfterCounts(
  { db, now }: Pick<Context, 'db' | 'now'>,
  schoolId: string,
): Promise<boolean> {
  let any = false;
  for (;;) {
    const gone = await db
      .selectFrom('software_counted')
      .innerJoin('device', 'device.id', 'software_counted.device_id')
      .select('device.id')
      .where('software_counted.school_id', '=', schoolId)
      .where('device.status', 'not in', countedStatuses)
      .limit(devicesAtOnce)
      .execute();
    const come = await db
      .selectFrom('device_section')
      .innerJoin('device', 'device.id', 'device_section.device_id')
      .leftJoin('software_counted', 'software_counted.device_id', 'device.id')
      .select('device.id')
      .where('device_section.school_id', '=', schoolId)
      .where('device_section.name', '=', 'software')
      .where('device.status', 'in', countedStatuses)
      .where('software_counted.device_id', 'is', null)
      .limit(devicesAtOnce)
      .execute();
    for (const { id } of gone)
      await db.transaction().execute(tx => uncountDevice(tx, now(), { id, schoolId }));
    for (const { id } of come) await db.transaction().execute(tx => countDevice(tx, now(), { id, schoolId }));
    if (gone.length === 0 && come.length === 0) return any;
    any = true;
  }
}
