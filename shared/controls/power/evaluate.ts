/** Met when the computer was seen to be off, or asleep, after the last school day whose evening is known. */
import { sayDay } from '../../assets/dates.ts';
import type { Part, State } from '../../finding.ts';
import { keptParts } from '../combine.ts';
import type { Verdict } from '../control.ts';
import { dueAt, leftOn } from './due.ts';
import type { Evening, Observation } from './observation.ts';
import type { Policy } from './policy.ts';

export const reasons = [
  'off_in_time',
  'left_on',
  'power_lost',
  'power_offs_not_seen',
  'no_evening_yet',
  'no_calendar',
  'calendar_ended',
  'not_watched',
] as const;
export type Reason = (typeof reasons)[number];

/** "20 Nov 2026": an evening never crosses midnight at its due time in the school's own country. */
export const dayOfEvening = ({ closing }: Evening) => sayDay(new Date(closing).toISOString().slice(0, 10));

interface Judged {
  evening: Evening;
  left: boolean;
}

function conclude(observation: Observation, judged: readonly Judged[], policy: Policy): [State, Reason] {
  if (observation.calendar === 'not_told') return ['unknown', 'not_watched'];
  if (observation.calendar === 'none') return ['unknown', 'no_calendar'];
  if (observation.calendar === 'ended') return ['unknown', 'calendar_ended'];
  const [last] = judged;
  if (last?.left) return ['not_met', 'left_on'];
  if (inSchool(observation) > policy.powerOffsAllowed) return ['not_met', 'power_lost'];
  if (last === undefined) return ['unknown', 'no_evening_yet'];
  return observation.powerOffs === null ? ['unknown', 'power_offs_not_seen'] : ['met', 'off_in_time'];
}

const inSchool = ({ powerOffs }: Observation) =>
  (powerOffs ?? []).filter(one => one.inSchool === true).length;

/** A fact that is null reads as “not known”: what did not happen is left out instead. */
const present = (facts: Record<string, string | number | null>) =>
  Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));

function partOf({ evening, left }: Judged, policy: Policy): Part {
  const facts = present({ dueAt: dueAt(evening, policy), onUntilAt: evening.onUntil });
  const [state, reason]: [State, Reason] = left ? ['not_met', 'left_on'] : ['met', 'off_in_time'];
  return { name: dayOfEvening(evening), state, reason, facts };
}

export function evaluate(observation: Observation, policy: Policy): Verdict {
  const judged = observation.evenings.flatMap(evening => {
    const left = leftOn(evening, policy);
    return left === null ? [] : [{ evening, left }];
  });
  const [state, reason] = conclude(observation, judged, policy);
  const { startedAt, powerOffs, today } = observation;
  const [last] = judged;
  return {
    state,
    reason,
    evidence: {
      facts: {
        startedAt,
        powerOffs: powerOffs === null ? null : powerOffs.length,
        powerOffsInSchool: powerOffs === null ? null : inSchool(observation),
        ...present({
          lastPowerOffAt: powerOffs?.[0]?.at ?? null,
          lastEvening: last === undefined ? null : dayOfEvening(last.evening),
          onUntilAt: last?.evening.onUntil ?? null,
          today: today?.state.replaceAll('_', ' ') ?? null,
          todayAt: today?.at ?? null,
          deferred: today?.deferred ?? null,
          why: today?.why ?? null,
        }),
      },
      parts: keptParts(judged.slice(0, 5).map(one => partOf(one, policy))),
    },
  };
}
