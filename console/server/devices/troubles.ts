/** What can be wrong with a device as a whole, beside what its controls say. Conditions on a row of `device`. */
import { type RawBuilder, sql } from 'kysely';
import type { DeviceTrouble } from '../../../shared/protocol/api/devices.ts';
import type { Wear } from '../../../shared/protocol/wear.ts';

/** Beyond this a device's clock is a finding in itself. */
const wrongClockMs = 5 * 60_000;

export const troubleConditions: Record<DeviceTrouble, RawBuilder<boolean>> = {
  // Approved, nothing left that could age, and not because everything is switched off by policy.
  silent: sql`device.status = 'approved' and device.ages_at is null and device.unknown > 0`,
  clock: sql`device.status = 'approved' and abs(device.clock_offset_ms) > ${sql.lit(wrongClockMs)}`,
  intercepted: sql`device.status = 'approved' and device.intercepted_by is not null`,
  cloned: sql`device.status = 'cloned'`,
  blocked: sql`device.status = 'blocked'`,
  recovery_key: sql`device.status = 'approved' and device.group_id in (${groupsKeepingKeys()}) and (
    not exists (select 1 from disk_key k where k.device_id = device.id and k.tested = 'opens')
    or exists (select 1 from disk_key k where k.device_id = device.id and k.tested = 'does_not_open'))`,
  failing_disk: worn('failing_disk'),
  nearly_full: worn('nearly_full'),
  worn_battery: worn('worn_battery'),
  work_here: worn('work_here'),
};

function worn(kind: Wear): RawBuilder<boolean> {
  return sql<boolean>`device.status = 'approved' and device.wear like ${sql.lit(`%:${kind}:%`)}`;
}

/**
 * Groups whose newest policy has recovery keys kept in the console. What a policy says is kept as canonical JSON, with its
 * names in order, so this text is there exactly where the control is on and the setting too.
 */
function groupsKeepingKeys(): RawBuilder<unknown> {
  return sql`select policy.group_id from policy where policy.payload like '%"keepRecoveryKeys":true,"mode":"watch"%'
    and policy.number = (select max(newest.number) from policy newest where newest.group_id = policy.group_id)`;
}
