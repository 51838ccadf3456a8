/** What the register says of devices: which thing each is, where it stands and who has it. */
import type { DeviceRow } from '../../../shared/protocol/api/devices.ts';
import type { Tx } from '../database/index.ts';

type Owned = NonNullable<DeviceRow['asset']>;

/** By the device, in one question; those that the register does not know are left out. */
export async function assetsOf(db: Tx, deviceIds: readonly string[]): Promise<Map<string, Owned>> {
  if (deviceIds.length === 0) return new Map();
  const found = await db
    .selectFrom('asset')
    .select(['id', 'tag', 'location', 'holder', 'device_id'])
    .where('device_id', 'in', deviceIds)
    .execute();
  return new Map(found.map(({ device_id, ...asset }) => [device_id ?? '', asset]));
}
