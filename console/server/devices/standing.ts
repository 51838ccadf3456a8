/** How a device stands now on every known control, from its last findings, its status and its silence. Pure. */

import type { SignedCalendar } from '../../../shared/calendar/signed.ts';
import { type Standing, standing } from '../../../shared/controls/freshness.ts';
import type { Finding, State } from '../../../shared/finding.ts';
import { silentFrom } from '../../../shared/school-days.ts';

export interface KnownControl {
  key: string;
  freshForMs: number;
}

/** When a silence counts, as the policy of the device's group says. */
export interface SchoolTime {
  timeZone: string;
  silentAfterSchoolDays: number;
  /** While it is on loan and off site; as at school without. */
  silentOffSiteAfterSchoolDays?: number | undefined;
  /** Without one, or beyond its terms, every weekday counts. */
  calendar?: SignedCalendar | null;
  /** Names the policy that says so: what is worked out once holds for it. */
  policy?: string;
}

export interface HeldFinding {
  finding: Pick<Finding, 'state' | 'reason'>;
  /** By the console's clock. */
  observedAt: number;
}

export interface DeviceStanding {
  byControl: Map<string, Standing>;
  /** As the device row keeps it: `:idle-lock=met:antivirus=unknown:`. */
  states: string;
  notMet: number;
  unknown: number;
  /** When silence will change something, if nothing is heard until then. */
  agesAt: number | null;
}

/** Statuses whose devices are in the figures. Only `approved` can improve one. */
export const countedStatuses = ['approved', 'blocked', 'cloned'] as const;

export const isCounted = (status: string) => (countedStatuses as readonly string[]).includes(status);

export function deviceStanding(
  device: { status: string; lastSeenAt: number },
  held: ReadonlyMap<string, HeldFinding>,
  known: readonly KnownControl[],
  time: SchoolTime,
  now: number,
): DeviceStanding {
  const silent = silentMoment(device.lastSeenAt, time);
  const byControl = new Map<string, Standing>();
  for (const control of known) {
    byControl.set(control.key, oneStanding(device, held.get(control.key), control, silent, now));
  }
  const all = [...byControl.values()];
  const canFallSilent =
    device.status === 'approved' && all.some(one => one.state !== 'not_applicable') && now < silent;
  return {
    byControl,
    states: writeStates(byControl),
    notMet: all.filter(one => one.state === 'not_met').length,
    unknown: all.filter(one => one.state === 'unknown').length,
    agesAt: canFallSilent ? silent : null,
  };
}

function oneStanding(
  device: { status: string; lastSeenAt: number },
  held: HeldFinding | undefined,
  control: KnownControl,
  silent: number,
  now: number,
): Standing {
  if (device.status !== 'approved') return { state: 'unknown', reason: device.status };
  if (held === undefined) return { state: 'unknown', reason: now >= silent ? 'silent' : 'not_reported' };
  const seen = { lastSeenAt: device.lastSeenAt, silentFrom: silent };
  return standing({ ...held.finding, observedAt: held.observedAt }, control.freshForMs, seen, now);
}

/** Every zone's offset is a whole number of quarter hours, so all moments of one quarter share a civil day. */
const quarterMs = 15 * 60_000;
const silentMoments = new Map<string, number>();

function silentMoment(lastSeenAt: number, time: SchoolTime): number {
  const { timeZone, silentAfterSchoolDays, calendar = null, policy = '' } = time;
  const by = calendar === null ? timeZone : `${timeZone} ${policy}`;
  const key = `${Math.floor(lastSeenAt / quarterMs)} ${silentAfterSchoolDays} ${by}`;
  const kept = silentMoments.get(key);
  if (kept !== undefined) return kept;
  const moment = silentFrom(lastSeenAt, silentAfterSchoolDays, timeZone, calendar);
  if (silentMoments.size > 5000) silentMoments.clear();
  silentMoments.set(key, moment);
  return moment;
}

export function writeStates(byControl: ReadonlyMap<string, Standing>): string {
  const parts = [...byControl].map(([control, { state }]) => `${control}=${state}`);
  return parts.length === 0 ? '' : `:${parts.sort().join(':')}:`;
}

export function readStates(states: string): Map<string, State> {
  const pairs = states.split(':').filter(part => part !== '');
  return new Map(pairs.map(pair => pair.split('=') as [string, State]));
}
