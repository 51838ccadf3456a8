/** What can be wrong with a device as a whole, beside what its controls say. Conditions on a row of `device`. */
import { type RawBuilder, sql } from 'kysely';
import type { DeviceTrouble } from '../../../shared/protocol/api/devices.ts';

/** Beyond this a device's clock is a finding in itself. */
const wrongClockMs = 5 * 60_000;

export const troubleConditions: Record<DeviceTrouble, RawBuilder<boolean>> = {
  // Approved, nothing left that could age, and not because everything is switched off by policy.
  silent: sql`device.status = 'approved' and device.ages_at is null and device.unknown > 0`,
  clock: sql`device.status = 'approved' and abs(device.clock_offset_ms) > ${sql.lit(wrongClockMs)}`,
  intercepted: sql`device.status = 'approved' and device.intercepted_by is not null`,
  cloned: sql`device.status = 'cloned'`,
  blocked: sql`device.status = 'blocked'`,
};
