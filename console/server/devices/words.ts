/** Findings, standings and events in words; the control's own words wherever it has them. */
import { controlByKey } from '../../../shared/controls/index.ts';
import type { Finding, State } from '../../../shared/finding.ts';
import { clean } from './device-text.ts';
import { powerEventWords } from './power-words.ts';

export interface Words {
  title: string;
  sentence: string;
  next: string | null;
}

const setAside: Record<string, { sentence: string; next: string }> = {
  cloned: {
    sentence: 'Two computers use this device’s key, so nothing is known of it until they are told apart.',
    next: 'Decide in the approval queue which of the two this is.',
  },
  blocked: {
    sentence: 'This device is blocked, so nothing is known of it.',
    next: 'Let it in again, or remove it.',
  },
  not_reported: {
    sentence: 'This device has not said anything about this yet.',
    next: 'Leave it switched on for a few minutes.',
  },
};

/** `finding` as last reported, `standing` as it counts now. */
export function findingInWords(finding: Finding, standing: { state: State; reason: string }): Words {
  const control = controlByKey(finding.control);
  const title = control?.words.title ?? titleFrom(finding.control);
  // A control may have a reason of the same name for what it saw: only what is set aside is not known.
  const aside = standing.state === 'unknown' ? setAside[standing.reason] : undefined;
  if (aside !== undefined) return { title, ...aside };
  if (control === undefined)
    return { title, sentence: `Reported as ${stateWords[standing.state]} (${standing.reason}).`, next: null };
  const said = control.words.say({ ...finding, ...standing });
  return { title, sentence: said.sentence, next: said.next ?? null };
}

export const stateWords: Record<State, string> = {
  met: 'met',
  not_met: 'not met',
  unknown: 'not known',
  not_applicable: 'not applicable',
};

/** A name that this console has no words for: `screen-lock` becomes "Screen lock". */
export function titleFrom(key: string): string {
  const words = key.replaceAll(/[-_.]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

type Facts = Record<string, unknown>;

const outcomeWords: Record<string, string> = {
  done: 'done',
  refused: 'refused',
  failed: 'not done',
  not_possible: 'not possible here',
  expired: 'too late',
};
const outcomeOf = ({ outcome, detail }: Facts) =>
  [`${outcomeWords[String(outcome)] ?? clean(String(outcome), 40)}.`, clean(String(detail ?? ''), 300)]
    .join(' ')
    .trim();

const foundIn: Record<string, string> = {
  home: ' in a person’s own folder',
  system: ' among the programs of the computer',
  removable: ' on a stick or disk that was plugged in',
  temporary: ' in a folder for passing files',
  handed_over: ' in what another program asked it to look at',
};
const doneWith: Record<string, string> = {
  none: 'It only told of it: somebody must look at it now.',
  blocked: 'It was blocked.',
  quarantined: 'It was put where it can do no harm.',
  removed: 'It was removed.',
  cleaned: 'It was cleaned.',
  allowed: 'Somebody at the computer allowed it.',
  failed: 'What the program tried to do with it failed: somebody must look at it now.',
};

const tamperedWith: Record<string, string> = {
  real_time_off: 'was told to check files no more as they are opened',
  scanning_off: 'was told to look for viruses no more',
  change_stopped: 'somebody or something tried to turn it off, and it did not let them',
  service_stopped: 'its service was stopped, and did not fail by itself',
};

/** Events that people wait for, as they would say them. */
const eventWords: Record<string, (facts: Facts) => string> = {
  ...powerEventWords,
  'order.done': facts =>
    `Order to ${clean(String(facts.kind), 40).replaceAll('_', ' ')}: ${outcomeOf(facts)}`,
  'order.progress': ({ kind, detail }) =>
    `Order to ${clean(String(kind), 40).replaceAll('_', ' ')}, under way: ${clean(String(detail ?? ''), 300)}`,
  'order.not_taken': ({ reason }) =>
    `An order was not taken (${clean(String(reason), 40).replaceAll('_', ' ')}): somebody between, or another console.`,
  'av.detected': ({ product, threat, place, action }) =>
    `${clean(String(product), 80)} found ${clean(String(threat), 120)}${foundIn[String(place)] ?? ''}. ${doneWith[String(action)] ?? 'What became of it was not told.'}`,
  'av.tampered': ({ product, what, times }) =>
    `${clean(String(product), 80)}: ${tamperedWith[String(what)] ?? 'somebody turned it off'}${Number(times) > 1 ? `, ${clean(String(times), 10)} times in seven days` : ''}.`,
  'av.detected_more': ({ more }) =>
    `Virus protection found ${clean(String(more), 10)} more at the same time.`,
  'notice.answered': ({ answer }) =>
    `Somebody there answered a notice of the school (${clean(String(answer), 40)}): see Notices.`,
  'notices.kept': () => 'Has the notices that people there are to see.',
  'notices.not_taken': ({ reason }) =>
    `Notices were not taken (${clean(String(reason), 40).replaceAll('_', ' ')}): somebody between, or another console.`,
  'recovery.kept': () => 'Fetched the secret by which recovery codes are proved.',
  'recovery.refused': ({ reason }) =>
    `Refused a recovery secret (${clean(String(reason), 40).replaceAll('_', ' ')}).`,
  'recovery.used': facts =>
    `A recovery code was typed (${clean(String(facts.purpose), 40)}, ${clean(String(facts.minutes), 10)} minutes): ${outcomeOf(facts)}`,
};

/** An event by its name and facts: the device's own text, cleaned and bounded. */
export function eventInWords(name: string, facts: Facts): string {
  const words = Object.hasOwn(eventWords, name) ? eventWords[name] : undefined;
  if (words !== undefined) return words(facts).slice(0, 400).toWellFormed();
  const told = Object.entries(facts).map(([key, value]) => `${clean(key, 40)} ${clean(String(value), 120)}`);
  const sentence = told.length === 0 ? titleFrom(name) : `${titleFrom(name)}: ${told.join(', ')}`;
  return `${sentence.slice(0, 400).toWellFormed()}.`;
}
