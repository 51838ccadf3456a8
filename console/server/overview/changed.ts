/** What changed since yesterday, in words: real changes only, not the first report of a new device. */
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import type { Tx } from '../database/index.ts';
import { changeSentence } from '../devices/index.ts';

const most = 30;

export async function changedSince(db: Tx, schoolId: string, since: number): Promise<Overview['changed']> {
  const found = await db
    .selectFrom('posture_change')
    .innerJoin('device', 'device.id', 'posture_change.device_id')
    .select([
      'posture_change.id as id',
      'posture_change.control as control',
      'posture_change.state as state',
      'posture_change.reason as reason',
      'posture_change.finding as body',
      'posture_change.received_at as at',
      'device.id as deviceId',
      'device.name as name',
    ])
    .where('posture_change.school_id', '=', schoolId)
    .where('posture_change.received_at', '>=', since)
    .where('posture_change.before_state', 'is not', null)
    .where('device.status', 'in', ['approved', 'blocked', 'cloned'])
    .orderBy('posture_change.received_at', 'desc')
    .orderBy('posture_change.id', 'desc')
    .limit(most)
    .execute();
  return found.map(row => ({
    id: row.id,
    at: row.at,
    sentence: `${row.name}. ${changeSentence(row)}`,
    deviceId: row.deviceId,
  }));
}
