/** What this device found, in words for whoever sits at it. Apart from the service, which never speaks. */
import { controlByKey } from '../../shared/controls/index.ts';
import type { Finding } from '../../shared/finding.ts';
import { restraintLine } from './enforcement/words.ts';
import type { KeptView } from './main-view.ts';
import type { Identity } from './state.ts';

const symbols: Record<Finding['state'], string> = {
  met: '✓',
  not_met: '✗',
  unknown: '?',
  not_applicable: '–',
};

/** One finding in words, and what to do next. */
export function findingLines(one: Finding): string[] {
  const control = controlByKey(one.control);
  const said = control?.words.say(one) ?? { sentence: `${one.control}: ${one.state} (${one.reason})` };
  const title = control?.words.title ?? one.control;
  const next = said.next === undefined ? [] : [`    ${said.next}`];
  return [`${symbols[one.state]} ${title}: ${said.sentence}`, ...next];
}

const moment = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function linkLine(link: KeptView['link']): string {
  if (link === null) return 'Not enrolled: ask your technician for an enrolment code.';
  const since = moment.format(link.since);
  const by = link.intercepted === null ? '' : ` The connection is inspected by ${link.intercepted}.`;
  if (link.state === 'connected') return `Connected to the console since ${since}.${by}`;
  const trouble = link.trouble === null ? '' : ` ${link.trouble}`;
  if (link.state === 'waiting') return trouble.trim();
  return `Not connected to the console since ${since}.${trouble}`;
}

/** "1 record waits", before "to be sent". */
export function waitingWords(records: number): string {
  if (records === 0) return 'Nothing waits';
  return records === 1 ? '1 record waits' : `${records} records wait`;
}

/** Everything for a person at this device. */
export function viewLines(view: KeptView): string[] {
  return [
    linkLine(view.link),
    ...(view.restraint === null ? [] : [restraintLine(view.restraint)]),
    `${waitingWords(view.waiting)} to be sent. Last looked ${moment.format(view.at)}.`,
    '',
    ...view.findings.toSorted((a, b) => (a.control < b.control ? -1 : 1)).flatMap(findingLines),
  ];
}

/** What `caretaker agent` says once it runs. */
export function runningLine(
  identity: Pick<Identity, 'url' | 'status'> | undefined,
  data: string,
  watchOnly: boolean,
): string {
  const does = watchOnly
    ? 'Only watches this device'
    : 'Looks at this device, sets what the policy asks to be enforced';
  const enrolled = identity !== undefined && identity.status !== 'removed';
  const reports = enrolled ? ` and reports to ${identity.url.replace(/^wss/, 'https')}` : ', for nobody yet';
  return `${does}${reports}. What it keeps is in ${data}. Ctrl-C stops it.`;
}
