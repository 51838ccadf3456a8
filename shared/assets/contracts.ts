/** How a contract stands on a day, and by when somebody has to decide about it. Pure. */
import { dayNumber, sayDay } from './dates.ts';

interface Terms {
  startsOn: string;
  endsOn: string | null;
  noticeDays: number | null;
  renews: boolean;
  /** Since when it is over for good. */
  endedOn: string | null;
}

export interface Standing {
  decideBy: string | null;
  standing: 'runs' | 'soon' | 'over' | 'ended';
  said: string | null;
}

/** Time enough for three quotes and a meeting of the governors. */
export const contractSoonDays = 90;

const dayMs = 86_400_000;
const before = (day: string, days: number) =>
  new Date(((dayNumber(day) ?? 0) - days) * dayMs).toISOString().slice(0, 10);

export function standingOf({ endsOn, noticeDays, renews, endedOn }: Terms, today: string): Standing {
  if (endedOn !== null && endedOn <= today)
    return { decideBy: null, standing: 'ended', said: `Ended on ${sayDay(endedOn)}.` };
  if (endsOn === null) return { decideBy: null, standing: 'runs', said: null };
  const decideBy = before(endsOn, noticeDays ?? 0);
  if (endsOn < today)
    return {
      decideBy,
      standing: 'over',
      said: renews
        ? `Its term ended on ${sayDay(endsOn)} and it goes on by itself. Enter the new end, or that it was ended.`
        : `It ran out on ${sayDay(endsOn)}. Enter the new end, or that it was ended.`,
    };
  if ((dayNumber(decideBy) ?? 0) - (dayNumber(today) ?? 0) > contractSoonDays)
    return { decideBy, standing: 'runs', said: null };
  return { decideBy, standing: 'soon', said: soon(endsOn, decideBy, renews, today) };
}

function soon(endsOn: string, decideBy: string, renews: boolean, today: string): string {
  const ends = renews ? `It goes on by itself after ${sayDay(endsOn)}` : `It ends on ${sayDay(endsOn)}`;
  if (decideBy === endsOn) return `${ends}. Decide before then.`;
  if (decideBy < today) return `${ends}; the time for giving notice was over on ${sayDay(decideBy)}.`;
  return `${ends}; notice has to be given by ${sayDay(decideBy)}.`;
}
