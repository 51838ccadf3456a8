/** What changed since yesterday, in words: real changes only, not the first report of a new device. */
import { sql } from 'kysely';
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Overview } from '../../../shared/protocol/api/overview.ts';
import type { Tx } from '../database/index.ts';
import { changeSentence, countedStatuses } from '../devices/index.ts';
import { cameAndWent } from './came-and-went.ts';
import { devicesWord } from './words.ts';

type Changed = Overview['changed'];

const most = 30;
/** Changes of single devices that are looked at for them. */
const mostRead = 200;
/** From so many devices on, one change of one control is told in one line; and so many changes of one device. */
const together = 3;

const became: Record<string, string> = {
  met: 'now met',
  not_met: 'now not met',
  unknown: 'no longer known',
  not_applicable: 'now not needed',
};

/** Newest first. */
export async function changedSince(db: Tx, schoolId: string, since: number): Promise<Changed> {
  const crowds = await changedTogether(db, schoolId, since);
  const told = new Set(crowds.map(one => one.of));
  const changed = [
    ...crowds.map(one => one.line),
    ...(await changedAlone(db, schoolId, since, told)),
    ...(await cameAndWent(db, schoolId, since)),
  ];
  return changed.sort((a, b) => b.at - a.at).slice(0, most);
}

/** Those that still stand: what came and went since is no news. */
function changes(db: Tx, schoolId: string, since: number) {
  return db
    .selectFrom('posture_change')
    .innerJoin('device', 'device.id', 'posture_change.device_id')
    .innerJoin('device_finding', join =>
      join
        .onRef('device_finding.device_id', '=', 'posture_change.device_id')
        .onRef('device_finding.control', '=', 'posture_change.control')
        .onRef('device_finding.state', '=', 'posture_change.state'),
    )
    .where('posture_change.school_id', '=', schoolId)
    .where('posture_change.received_at', '>=', since)
    .where('posture_change.before_state', 'is not', null)
    .where('device.status', 'in', countedStatuses);
}

const kindOf = (row: { control: string; state: string }) => `${row.control} ${row.state}`;

async function changedTogether(db: Tx, schoolId: string, since: number) {
  const found = await changes(db, schoolId, since)
    .select([
      'posture_change.control as control',
      'posture_change.state as state',
      sql<number>`count(distinct posture_change.device_id)`.as('devices'),
      sql<number>`max(posture_change.received_at)`.as('at'),
    ])
    .groupBy(['posture_change.control', 'posture_change.state'])
    .execute();
  return found
    .filter(row => Number(row.devices) >= together)
    .map(row => {
      const title = controlByKey(row.control)?.words.title ?? row.control;
      const sentence = `${title}: ${devicesWord(Number(row.devices))} ${became[row.state] ?? row.state}.`;
      const line = { id: kindOf(row), at: Number(row.at), sentence, deviceId: null };
      return { of: kindOf(row), line };
    });
}

async function changedAlone(
  db: Tx,
  schoolId: string,
  since: number,
  told: ReadonlySet<string>,
): Promise<Changed> {
  let query = changes(db, schoolId, since).select([
    'posture_change.id as id',
    'posture_change.control as control',
    'posture_change.state as state',
    'posture_change.reason as reason',
    'posture_change.finding as body',
    'posture_change.received_at as at',
    'device.id as deviceId',
    'device.name as name',
  ]);
  for (const kind of told) {
    const [control = '', state = ''] = kind.split(' ');
    query = query.where(eb =>
      eb.not(eb.and([eb('posture_change.control', '=', control), eb('posture_change.state', '=', state)])),
    );
  }
  const found = await query
    .orderBy('posture_change.received_at', 'desc')
    .orderBy('posture_change.id', 'desc')
    .limit(mostRead)
    .execute();
  return [...Map.groupBy(found, row => row.deviceId).values()].flatMap(rows =>
    rows.length > together
      ? [ofOneDevice(rows)]
      : rows.map(row => ({
          ...{ id: row.id, at: row.at, deviceId: row.deviceId },
          sentence: `${row.name}. ${changeSentence(row)}`,
        })),
  );
}

/** "LIB-03. 13 checks changed: 12 no longer known, 1 now not met.", newest state of each. */
function ofOneDevice(
  rows: readonly { id: string; at: number; deviceId: string; name: string; control: string; state: string }[],
) {
  const [newest] = rows;
  const states = new Map(rows.toReversed().map(({ control, state }) => [control, state]));
  const counts = Map.groupBy(states.values(), state => became[state] ?? state);
  const said = [...counts].map(([words, all]) => `${all.length} ${words}`).join(', ');
  const checks = states.size === 1 ? '1 check' : `${states.size} checks`;
  return {
    ...{ id: newest?.id ?? '', at: newest?.at ?? 0, deviceId: newest?.deviceId ?? null },
    sentence: `${newest?.name}. ${checks} changed: ${said}.`,
  };
}
