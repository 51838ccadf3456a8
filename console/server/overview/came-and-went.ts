/** Devices that asked to join, joined or were removed: one line for each of the three. */
import { listed } from '../../../shared/controls/words.ts';
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses } from '../devices/index.ts';
import { devicesWord } from './words.ts';

interface Moved {
  id: string;
  name: string;
  at: number;
}

export async function cameAndWent(db: Tx, schoolId: string, since: number): Promise<Overview['changed']> {
  const asked = await db
    .selectFrom('device')
    .select(['id', 'name', 'enrolled_at as at'])
    .where('school_id', '=', schoolId)
    .where('status', '=', 'waiting')
    .where('enrolled_at', '>=', since)
    .orderBy('enrolled_at', 'desc')
    .execute();
  const joined = await db
    .selectFrom('device')
    .select(['id', 'name', 'approved_at as at'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', countedStatuses)
    .where('approved_at', '>=', since)
    .orderBy('approved_at', 'desc')
    .execute();
  return [
    ...line('asked', asked, 'asked to join'),
    ...line(
      'joined',
      joined.map(one => ({ ...one, at: one.at ?? since })),
      'joined',
      joined.length === 1 ? joined[0]?.id : undefined,
    ),
    ...line('removed', await removedSince(db, schoolId, since), 'removed'),
  ];
}

/** The log alone knows when, and of a record that is only a tombstone now. */
async function removedSince(db: Tx, schoolId: string, since: number): Promise<Moved[]> {
  const found = await db
    .selectFrom('audit')
    .select(['id', 'at', 'facts'])
    .where('school_id', '=', schoolId)
    .where('action', '=', 'device.removed')
    .where('at', '>=', since)
    .orderBy('number', 'desc')
    .execute();
  return found.map(({ id, at, facts }) => ({
    id,
    at,
    name: (JSON.parse(facts) as { name?: string }).name ?? 'a device',
  }));
}

/** `devices` newest first. */
function line(
  id: string,
  devices: readonly Moved[],
  did: string,
  deviceId: string | null = null,
): Overview['changed'] {
  const [newest] = devices;
  if (newest === undefined) return [];
  const verb = did === 'removed' ? `${devices.length === 1 ? 'was' : 'were'} removed` : did;
  const names = listed(devices.map(({ name }) => `“${name}”`));
  const sentence =
    devices.length === 1 ? `${names} ${verb}.` : `${devicesWord(devices.length)} ${verb}: ${names}.`;
  return [{ id, at: newest.at, sentence, deviceId }];
}
