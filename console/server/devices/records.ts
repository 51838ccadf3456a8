/** Makes device records and gives them their names; `posture.ts` moves everything that figures depend on. */
import type { Insertable } from 'kysely';
import type { Hardware, System } from '../../../shared/protocol/inventory.ts';
import { wearOf } from '../../../shared/protocol/wear.ts';
import type { Database, Tx } from '../database/index.ts';
import { clean, cleanOrNull, nameOrder, searchText } from './device-text.ts';
import { type DeviceSettings, restand } from './posture.ts';

export interface NewDevice {
  id: string;
  schoolId: string;
  groupId: string;
  /** The enrolment code's row, when there was one. */
  codeId: string | null;
  name: string;
  system: string;
  publicKey: string;
  previousDeviceId: string | null;
  approvedBy: string | null;
}

/** A device that waits, or, with `approvedBy`, one that is approved at once. */
export async function insertDevice(tx: Tx, now: number, device: NewDevice): Promise<void> {
  const named = naming(device.name);
  const system = cleanOrNull(device.system, 100);
  const row: Insertable<Database['device']> = {
    id: device.id,
    school_id: device.schoolId,
    group_id: device.groupId,
    code_id: device.codeId,
    status: device.approvedBy === null ? 'waiting' : 'approved',
    ...named,
    search_text: searchText([named.name, system]),
    public_key: device.publicKey,
    previous_device_id: device.previousDeviceId,
    enrolled_at: now,
    approved_at: device.approvedBy === null ? null : now,
    approved_by: device.approvedBy,
    agent: null,
    platform: null,
    system,
    model: null,
    last_seen_at: now,
    clock_offset_ms: null,
    intercepted_by: null,
    chain: null,
    chain_before: null,
    chain_at: null,
    ages_at: null,
    states_hash: null,
  };
  await tx.insertInto('device').values(row).execute();
  if (device.approvedBy !== null) await restand(tx, now, [{ id: device.id }]);
}

/** The columns of a name. A name that is nothing but invisible characters becomes "Unnamed device". */
export function naming(name: string): { name: string; name_order: string } {
  const cleaned = clean(name, 64) || 'Unnamed device';
  return { name: cleaned, name_order: nameOrder(cleaned) };
}

/** The new key holder continues this record: its next session starts the chain anew. */
export async function giveKey(tx: Tx, deviceId: string, publicKey: string): Promise<void> {
  await tx
    .updateTable('device')
    .set({ public_key: publicKey, chain: null, chain_before: null, chain_at: null, policy_applied: 0 })
    .where('id', '=', deviceId)
    .execute();
}

export async function setPolicyApplied(db: Tx, deviceId: string, number: number): Promise<void> {
  await db.updateTable('device').set({ policy_applied: number }).where('id', '=', deviceId).execute();
}

/** Removed devices are in no figure and on no page; they only need a group to hang on to. */
export async function moveTombstones(tx: Tx, from: string, to: string): Promise<void> {
  await tx
    .updateTable('device')
    .set({ group_id: to })
    .where('group_id', '=', from)
    .where('status', '=', 'removed')
    .execute();
}

/** How a device is described and found, from the sections it last sent and the name it has (or is about to get). */
export async function describe(tx: Tx, deviceId: string, newName?: string): Promise<DeviceSettings> {
  const device = await tx
    .selectFrom('device')
    .select(['name', 'system'])
    .where('id', '=', deviceId)
    .executeTakeFirstOrThrow();
  const sections = await tx
    .selectFrom('device_section')
    .select(['name', 'body'])
    .where('device_id', '=', deviceId)
    .where('body', 'is not', null)
    .execute();
  const body = (name: string) => JSON.parse(sections.find(section => section.name === name)?.body ?? 'null');
  const hardware = body('hardware') as Hardware | null;
  const system = body('system') as System | null;
  const systemName =
    system === null ? device.system : cleanOrNull(together(system.name, system.version), 200);
  const model = hardware === null ? null : cleanOrNull(together(hardware.manufacturer, hardware.model), 200);
  const found = [newName ?? device.name, systemName, model, hardware?.serial, system?.hostName];
  return {
    ...(newName !== undefined && naming(newName)),
    system: systemName,
    model,
    ...(hardware !== null && { wear: wearText(wearOf(hardware)) }),
    ...(system !== null && { platform: system.platform }),
    search_text: clean(searchText(found), 900),
  };
}

const wearText = (wear: readonly string[]) => (wear.length === 0 ? '' : `:${wear.join(':')}:`);

/** "Debian GNU/Linux 12", "LENOVO ThinkPad L14": nothing said twice. */
function together(first: string | null, second: string | null): string {
  if (first === null || second === null) return first ?? second ?? '';
  return second.toLowerCase().startsWith(first.toLowerCase()) || first.includes(second)
    ? first.includes(second)
      ? first
      : second
    : `${first} ${second}`;
}
