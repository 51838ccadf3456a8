/** Why a promise is not known, in the headteacher's words. Pure. */
import { probeFailures } from '../../../shared/controls/control.ts';
import { computersWord } from '../overview/index.ts';

/** Devices by the reason for which nothing is known of them. */
export type WhyUnknown = ReadonlyMap<string, number>;

/** These become known by themselves once the device is there again. */
const away = ['silent', 'stale', 'not_reported', 'never_checked'];
/** A person has to decide about the device first. */
const setAside = ['cloned', 'blocked'];
/** And about whether it has left, somebody else than who removed it. */
const removed = ['removed'];
/** The page says these once for each device rather than once for each promise. */
const saidByDevice = ['silent', 'cloned', 'removed', 'never_checked'];

export const phrases: Readonly<Record<string, string>> = {
  stale: 'not checked lately',
  not_reported: 'not checked yet',
  blocked: 'blocked by the technician',
  no_privilege: 'Caretaker may not look',
  tool_missing: 'a program is missing',
  probe_timed_out: 'the check did not work',
  probe_failed: 'the check did not work',
  unrecognised_output: 'the check did not work',
  unsupported: 'of a kind that Caretaker cannot look at yet',
  not_looked_for_yet: 'not checked yet',
  not_watched: 'not checked yet',
  not_proved: 'not proved yet',
  learning: 'still learning what is used',
  locks_after_restart: 'known after a restart',
  people_can_change: 'people can change the setting',
  directory_managed: 'looked after from elsewhere',
  update_age_not_known: 'not known how long updates have waited',
  updates_held_back: 'updates are held back',
  list_old: 'no new list of updates lately',
  list_age_not_known: 'no new list of updates lately',
  no_security_source: 'not set to get security updates',
  packages_broken: 'its programs do not fit together',
  not_answering: 'the virus guard does not answer',
  signature_age_not_known: 'the age of the virus list is not known',
  real_time_not_known: 'not known whether files are checked as they open',
  list_from_future: 'a date there is wrong',
  signatures_from_future: 'a date there is wrong',
  locked: 'the disk is locked',
  version_not_comparable: 'its version cannot be compared',
  no_calendar: 'no school calendar is entered',
  calendar_ended: 'the school calendar has run out',
  no_evening_yet: 'no school day has ended since',
};
/** Ends of the reasons of every control that say the same to a headteacher. */
const endings: [RegExp, string][] = [
  [/not_(?:understood|recognised)$/, 'set up in a way that Caretaker does not know'],
  [/(?:not_seen|not_read|partly_seen|search_incomplete)$/, 'not everything could be seen'],
];
const otherwise = 'no clear answer';
/** Whatever else it is: the check did look. */
const couldNotLook: readonly string[] = probeFailures;

/** Every unknown device has a reason: those without a finding have not reported it yet, and `never` of them nothing. */
export function whyUnknown(found: WhyUnknown | undefined, unknown: number, never = 0): WhyUnknown {
  const why = new Map(found);
  const missing = unknown - [...why.values()].reduce((sum, devices) => sum + devices, 0);
  const nothing = Math.max(0, Math.min(missing, never));
  if (nothing > 0) why.set('never_checked', nothing);
  if (missing > nothing) why.set('not_reported', (why.get('not_reported') ?? 0) + missing - nothing);
  return why;
}

export function whatMakesItKnown(why: WhyUnknown): string {
  const of = (wanted: (reason: string) => boolean) =>
    [...why].reduce((sum, [reason, devices]) => (wanted(reason) ? sum + devices : sum), 0);
  const absent = of(reason => away.includes(reason));
  const aside = of(reason => setAside.includes(reason));
  const blind = of(reason => couldNotLook.includes(reason));
  const gone = of(reason => removed.includes(reason));
  const named = [...away, ...setAside, ...removed, ...couldNotLook];
  const unclear = of(reason => !named.includes(reason));
  const these = (number: number) => (number === 1 ? 'this computer' : 'these computers');
  const sentences = [
    blind > 0 && `The check could not look on ${these(blind)}; the technician’s list says why.`,
    unclear > 0 &&
      `The check looked at ${computersWord(unclear)} and came to no clear answer; the technician’s list says why.`,
    absent > 0 &&
      (blind + unclear > 0
        ? 'For the others it will be known when they have been switched on and checked.'
        : `It will be known when ${these(absent)} ${absent === 1 ? 'has' : 'have'} been switched on and checked; the technician’s list shows which.`),
    aside > 0 &&
      `${computersWord(aside)} ${aside === 1 ? 'is' : 'are'} set aside; the technician has to decide.`,
    gone > 0 &&
      `${computersWord(gone)} ${gone === 1 ? 'was' : 'were'} removed or replaced; until a second person agrees to that, ${gone === 1 ? 'it counts' : 'they count'} as not known.`,
  ];
  return sentences.filter(sentence => sentence !== false).join(' ');
}

/** "“Viruses are stopped”: 3 computers (2 not checked yet, 1 no clear answer)."; null when there is nothing to say. */
export function unknownSentence(promise: string, why: WhyUnknown): string | null {
  const phrased = new Map<string, number>();
  for (const [reason, devices] of why) {
    if (saidByDevice.includes(reason) || devices === 0) continue;
    const phrase = phrases[reason] ?? endings.find(([end]) => end.test(reason))?.[1] ?? otherwise;
    phrased.set(phrase, (phrased.get(phrase) ?? 0) + devices);
  }
  const parts = [...phrased].sort(([, a], [, b]) => b - a);
  if (parts.length === 0) return null;
  const all = parts.reduce((sum, [, devices]) => sum + devices, 0);
  const said = parts.map(([phrase, devices]) => (parts.length === 1 ? phrase : `${devices} ${phrase}`));
  return `“${promise.replace(/\.$/, '')}”: ${computersWord(all)} (${said.join(', ')}).`;
}
