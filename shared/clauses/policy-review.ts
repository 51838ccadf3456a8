/** When the school's policy was last looked at, and what is said of it. Days are `2026-11-22`. Pure. */
import { addMonths, sayDay } from '../assets/dates.ts';

export interface PolicyLook {
  lookedOn: string;
  /** A name or a role. */
  lookedBy: string;
  /** Who sees to it that the policy is looked at. */
  owner: string;
  /** By when it is looked at again. */
  nextOn: string;
}

/** Overdue from the day after. */
export type PolicyStanding = 'none' | 'in_time' | 'overdue';

/** Schools' policies ask for each year; one asks for every second. */
export const proposedNext = (lookedOn: string): string => addMonths(lookedOn, 12);
export const latestNext = (lookedOn: string): string => addMonths(lookedOn, 24);

export function standingOfLook(look: Pick<PolicyLook, 'nextOn'> | null, today: string): PolicyStanding {
  if (look === null) return 'none';
  return look.nextOn < today ? 'overdue' : 'in_time';
}

/** For the headteacher's page. */
export function sayLook(look: PolicyLook | null, today: string): string {
  if (look === null)
    return 'No look at our policy is written down yet. Read it through, then write down the day.';
  const last = `Our policy was last looked at on ${sayDay(look.lookedOn)}, by ${look.lookedBy}.`;
  return standingOfLook(look, today) === 'overdue'
    ? `${last} The next look was due by ${sayDay(look.nextOn)}. Ask ${look.owner} to read it through, then write down the day.`
    : `${last} The next look is due by ${sayDay(look.nextOn)}.`;
}

/** What has changed since the last look that may call for another one before its day (S-01). */
export interface SinceLook {
  /** Changes of settings for the whole school that came into force. */
  settings: number;
  incidents: number;
  /** Groups of computers that were made, and systems of which the first computer came in. */
  groups: number;
  systems: number;
  rules: readonly RuleChange[];
}

export interface RuleChange {
  on: string;
  /** Goes on a sentence: "Cyber Essentials has had new questions since". */
  what: string;
}

/** What schools are asked from outside, where it changed: a look of before may not have known it. */
export const ruleChanges: readonly RuleChange[] = [
  { on: '2026-04-27', what: 'Cyber Essentials has had new questions since' },
  { on: '2026-10-01', what: 'each load of old things has had to be told online since' },
];

/** One sentence and what to do, or nothing where nothing changed. */
export function saySooner({ settings, incidents, groups, systems, rules }: SinceLook): string {
  const many = (number: number, one: string, more: string) => (number === 1 ? one : `${number} ${more}`);
  const what = [
    settings > 0 &&
      many(settings, 'one change for all computers was made', 'changes for all computers were made'),
    incidents > 0 && many(incidents, 'one thing went wrong', 'things went wrong'),
    groups > 0 && many(groups, 'one group of computers is new', 'groups of computers are new'),
    systems > 0 && many(systems, 'one kind of computer is new here', 'kinds of computers are new here'),
    ...rules.map(one => `${one.what} ${sayDay(one.on)}`),
  ].filter(one => one !== false);
  if (what.length === 0) return '';
  return ` Since that look: ${what.join('; ')}. If our policy does not fit any more, look at it sooner.`;
}

/** For governors: days, and nobody's name. */
export function sayLookNameless(look: {
  state: PolicyStanding;
  lookedOn: string | null;
  nextOn: string | null;
}): string {
  const { state, lookedOn, nextOn } = look;
  if (lookedOn === null || nextOn === null) return 'No look at our policy is written down yet.';
  const last = `Our policy was last looked at on ${sayDay(lookedOn)}.`;
  return state === 'overdue'
    ? `${last} The next look was due by ${sayDay(nextOn)}, and is overdue.`
    : `${last} The next look is due by ${sayDay(nextOn)}.`;
}
