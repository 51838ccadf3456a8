/** The kept keys, and whether a device's policy has them kept. */
import type { Selectable } from 'kysely';
import { diskEncryption } from '../../../shared/controls/disk-encryption/index.ts';
import { settingsFor } from '../../../shared/policy.ts';
import type { RecoveryKey } from '../../../shared/protocol/api/recovery-keys.ts';
import type { Context } from '../context.ts';
import type { Database, Tx } from '../database/index.ts';
import { clean, type DeviceRecordRow, findDeviceRecord } from '../devices/index.ts';
import { notFound } from '../errors.ts';
import { currentPolicy } from '../policies/index.ts';
import { open } from './box.ts';

export type KeyRow = Selectable<Database['disk_key']>;

/** Throws `device.not_found`. Also of a device that was removed: its disk may turn up again. */
export async function deviceOf(tx: Tx, schoolId: string, id: string): Promise<DeviceRecordRow> {
  const device = await findDeviceRecord(tx, id);
  if (device === undefined || device.school_id !== schoolId) throw notFound('device');
  return device;
}

/** Throws `recovery_key.not_found`. */
export async function keyOf(tx: Tx, schoolId: string, deviceId: string, keyId: string): Promise<KeyRow> {
  const row = await tx
    .selectFrom('disk_key')
    .selectAll()
    .where('id', '=', keyId)
    .where('device_id', '=', deviceId)
    .where('school_id', '=', schoolId)
    .executeTakeFirst();
  if (row === undefined) throw notFound('recovery_key');
  return row;
}

export function keysOf(tx: Tx, deviceId: string): Promise<KeyRow[]> {
  return tx
    .selectFrom('disk_key')
    .selectAll()
    .where('device_id', '=', deviceId)
    .orderBy('volume')
    .orderBy('kept_at', 'desc')
    .orderBy('id')
    .execute();
}

/** What names a disk stands in what a second person reads before they agree. */
export const isPlain = (name: string): boolean => name !== '' && clean(name, 60) === name;

type Box = Pick<KeyRow, 'device_id' | 'volume' | 'seal_key' | 'seal_box'>;

export const openKey = ({ identity }: Pick<Context, 'identity'>, row: Box): string | undefined =>
  open(identity, { key: row.seal_key, box: row.seal_box }, { deviceId: row.device_id, volume: row.volume });

export async function isAsked(context: Context, device: DeviceRecordRow): Promise<boolean> {
  const { document } = await currentPolicy(context, device.school_id, device.group_id);
  const settings = settingsFor(document, diskEncryption, device.id, context.now());
  const { mode, keepRecoveryKeys } = (settings ?? {}) as { mode?: string; keepRecoveryKeys?: boolean };
  return mode !== 'off' && keepRecoveryKeys === true;
}

/** Never what was sealed. */
export function present(row: KeyRow): RecoveryKey {
  const { id, volume, protector, kept_at: keptAt, kept_by: keptBy } = row;
  const tested =
    row.tested_at === null || row.tested === null
      ? null
      : {
          at: row.tested_at,
          result: row.tested as NonNullable<RecoveryKey['tested']>['result'],
          why: row.tested_why,
        };
  return { id, volume, protector, keptAt, keptBy, tested };
}
