/** Devices that are asked otherwise for a while: said beside a promise, and counted neither for it nor against it. */
import type { State } from '../../../shared/finding.ts';
import type { Counts } from '../../../shared/protocol/api/overview.ts';
import type { Tx } from '../database/index.ts';
import { countedStatuses, readStates } from '../devices/index.ts';
import { exceptedNow } from '../policies/index.ts';

export interface Apart {
  /** By state; what is not known stays not known, exception or not. */
  counts: Counts;
  devices: number;
  /** When the last of these exceptions ends. */
  until: number | null;
}

const nothing = (): Counts => ({ met: 0, not_met: 0, unknown: 0, not_applicable: 0 });
export const noneExcepted: Apart = { counts: nothing(), devices: 0, until: null };

/** By control. */
export async function exceptedApart(db: Tx, schoolId: string, now: number): Promise<Map<string, Apart>> {
  const excepted = await exceptedNow(db, schoolId, now);
  const apart = new Map<string, Apart>();
  if (excepted.length === 0) return apart;
  const devices = await db
    .selectFrom('device')
    .select(['id', 'states'])
    .where('school_id', '=', schoolId)
    .where('status', 'in', countedStatuses)
    .where('id', 'in', [...new Set(excepted.map(one => one.deviceId))])
    .execute();
  const states = new Map(devices.map(device => [device.id, readStates(device.states)]));
  const counted = new Set<string>();
  for (const { deviceId, control, endsAt } of excepted) {
    const state: State | undefined = states.get(deviceId)?.get(control);
    if (state === undefined || state === 'unknown') continue;
    const of = apart.get(control) ?? { counts: nothing(), devices: 0, until: null };
    of.until = Math.max(endsAt, of.until ?? 0);
    apart.set(control, of);
    if (counted.has(`${deviceId} ${control}`)) continue;
    counted.add(`${deviceId} ${control}`);
    of.counts[state] += 1;
    of.devices += 1;
  }
  return apart;
}

export function without(all: Counts, some: Counts): Counts {
  return {
    met: all.met - some.met,
    not_met: all.not_met - some.not_met,
    unknown: all.unknown,
    not_applicable: all.not_applicable - some.not_applicable,
  };
}
