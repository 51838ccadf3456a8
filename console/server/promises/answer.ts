/** One promise in the headteacher's words. Pure. */
import { momentFormat } from '../../../shared/moment-format.ts';
import type { Counts, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { agreeing, computersWord, dayName, numberWord } from '../overview/index.ts';
import { type WhyUnknown, whatMakesItKnown } from './unknown.ts';

export interface PromiseFacts {
  counts: Counts;
  /** What "not met" means after a count: "do not lock by themselves in time". */
  broken: string;
  /** Of the unknown ones: devices that have been silent too long, and when the last of them was seen. */
  silent: number;
  silentSince: number | null;
  /** Devices that are asked otherwise for a while, and when the last of these exceptions ends. */
  excepted: number;
  exceptedUntil: number | null;
}

/** Holds only when nothing is broken, nothing unknown and at least one device proves it. */
export function verdictOf({ met, not_met, unknown }: Counts): PromiseView['verdict'] {
  if (not_met > 0) return 'does_not_hold';
  if (unknown > 0) return 'cannot_be_known';
  return met > 0 ? 'holds' : 'nothing_to_check';
}

/** "Holds on 41 of 43 computers. One has not been seen since Monday." */
export function answerOf(facts: PromiseFacts, now: number, timeZone: string): string {
  const { met, not_met, unknown, not_applicable } = facts.counts;
  const asked = met + not_met + unknown;
  const excepted = exceptedSentence(facts, now, timeZone);
  if (asked === 0)
    return not_applicable > 0 || excepted === false
      ? `${not_applicable > 0 ? 'There is no computer here that this is about.' : 'There is no computer to check yet.'}${excepted === false ? '' : ` ${excepted}`}`
      : excepted;
  const sentences = [
    asked === 1 && met === 0 ? onlyOne(facts, now, timeZone) : several(facts, now, timeZone),
    not_applicable > 0 && `${numberWord(not_applicable)} ${agreeing(not_applicable, 'do not need it')}.`,
    excepted,
  ];
  return sentences.filter(sentence => sentence !== false).join(' ');
}

/** "One more is let off until 12 December." */
function exceptedSentence(
  { counts, excepted, exceptedUntil }: PromiseFacts,
  now: number,
  timeZone: string,
): string | false {
  if (excepted === 0) return false;
  const until = exceptedUntil === null ? '' : ` until ${dateName(exceptedUntil, now, timeZone)}`;
  // The others are counted without them: "all 41 computers" are not these.
  const who = `${numberWord(excepted)}${counts.met + counts.not_met + counts.unknown > 0 ? ' more' : ''}`;
  return excepted === 1
    ? `${who} is let off${until}.`
    : `${who} are let off${exceptedUntil === null ? '' : `, the last${until}`}.`;
}

/** "12 December", with the year where it is another. */
export function dateName(at: number, now: number, timeZone: string): string {
  const year = (moment: number) => momentFormat(timeZone, { year: 'numeric' }).format(moment);
  const date = momentFormat(timeZone, { day: 'numeric', month: 'long' }).format(at);
  return year(at) === year(now) ? date : `${date} ${year(at)}`;
}

/** The only device that a promise is about, when it does not keep it for certain. */
function onlyOne(facts: PromiseFacts, now: number, timeZone: string): string {
  const { counts, broken, silent, silentSince } = facts;
  const computer = `the only computer${whichOne(facts)}`;
  if (counts.not_met > 0) return `T${computer.slice(1)} ${agreeing(1, broken)}.`;
  if (silent === 0) return `Not known for ${computer}.`;
  const since =
    silentSince === null ? 'for too many school days' : `since ${dayName(silentSince, now, timeZone)}`;
  return `Not known for ${computer}: it has not been seen ${since}.`;
}

/** It need not be the only one that there is. */
const whichOne = ({ counts, excepted }: PromiseFacts) =>
  counts.not_applicable > 0 ? ' that needs it' : excepted > 0 ? ' that is asked' : '';

function several(facts: PromiseFacts, now: number, timeZone: string): string {
  const { met, not_met, unknown } = facts.counts;
  const asked = met + not_met + unknown;
  const silent = Math.min(facts.silent, unknown);
  const untold = unknown - silent;
  const sentences = [
    met === asked ? holdsEverywhere(asked, whichOne(facts)) : `Holds on ${met} of ${computersWord(asked)}.`,
    not_met > 0 && `${numberWord(not_met)} ${agreeing(not_met, facts.broken)}.`,
    silent > 0 && silentSentence(silent, facts.silentSince, now, timeZone),
    untold > 0 && `Of ${numberWord(untold).toLowerCase()} it is not known.`,
  ];
  return sentences.filter(sentence => sentence !== false).join(' ');
}

const holdsEverywhere = (asked: number, which: string) =>
  asked === 1 ? `Holds on the one computer${which || ' there is'}.` : `Holds on all ${computersWord(asked)}.`;

function silentSentence(silent: number, since: number | null, now: number, timeZone: string): string {
  if (silent === 1 && since !== null) return `One has not been seen since ${dayName(since, now, timeZone)}.`;
  return `${numberWord(silent)} ${agreeing(silent, 'have')} not been seen for too many school days.`;
}

/** What would make it known; of one that does not hold, being-done.ts says who does what. */
export function doingOf(verdict: PromiseView['verdict'], why: WhyUnknown): string | null {
  return verdict === 'cannot_be_known' ? whatMakesItKnown(why) : null;
}
