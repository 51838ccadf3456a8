/** What enforcing would have done on one computer, of what it last reported. */
import * as z from 'zod';
import { sayDay } from '../../assets/dates.ts';
import type { Beside, WouldHave } from '../control.ts';
import type { Desktop, Observation } from './observation.ts';
import type { Policy } from './policy.ts';

const isLater = ({ understood, lockEnabled, idleSeconds, delaySeconds }: Desktop, limitSeconds: number) =>
  understood &&
  (lockEnabled === false || idleSeconds === 0 || (idleSeconds ?? 0) + (delaySeconds ?? 0) > limitSeconds);

/** Told where the computer only watches, each time its limit of then is reached. Versions before the kind told of screens too. */
export const tells = ['lock.would_lock'] as const;
const wouldLock = z.object({ limitSeconds: z.number(), kind: z.string().default('graphical') });

/** Days on which nobody used an open screen for at least this long. What was watched with a longer limit counts, with a shorter one cannot be known. */
function daysLeftOpen({ told }: Beside, limit: number): string[] {
  const days = told.flatMap(({ day, facts }) => {
    const read = wouldLock.safeParse(facts);
    const counts = read.success && read.data.kind === 'graphical' && read.data.limitSeconds >= limit;
    return counts ? [day] : [];
  });
  return [...new Set(days)].map(sayDay);
}

export function whatIf(
  { desktops, sessions }: Observation,
  { afterMinutes }: Policy,
  beside: Beside,
): WouldHave[] {
  const limit = afterMinutes * 60;
  const later = desktops.filter(desktop => isLater(desktop, limit)).map(({ name }) => name);
  const open = (sessions ?? []).filter(
    ({ locked, idleSeconds }) => locked === false && (idleSeconds ?? 0) > limit,
  );
  const named = (graphical: boolean) =>
    open.filter(one => one.graphical === graphical).map(({ id }) => `Session ${id}`);
  const found: WouldHave[] = [
    { one: 'kind of desktop would lock sooner', many: 'kinds of desktop would lock sooner', names: later },
    {
      one: 'screen that nobody uses would have been locked',
      many: 'screens that nobody uses would have been locked',
      names: named(true),
    },
    {
      one: 'text console that nobody uses would have been asked to lock, and may have stayed open',
      many: 'text consoles that nobody uses would have been asked to lock, and may have stayed open',
      names: named(false),
    },
    {
      one: 'day of the last 7 on which a screen was left open and unused for that long, and would have locked',
      many: 'days of the last 7 on which a screen was left open and unused for that long, and would have locked',
      names: daysLeftOpen(beside, limit),
    },
  ];
  return found.filter(({ names }) => names.length > 0);
}
