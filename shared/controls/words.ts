/** Sentences that every control shares: probes that could not look, age, and small pieces of plain English. */
import type { Finding, Part } from '../finding.ts';
import type { ProbeFailure, Said } from './control.ts';

type Shared = ProbeFailure | 'stale' | 'silent' | 'control_off';

/** `subject` is what was looked for, in the middle of a sentence: "disk encryption". */
const shared: Record<Shared, (subject: string, finding: Finding) => Said> = {
  no_privilege: subject => ({
    sentence: `Caretaker needs to run as an administrator to see ${subject}.`,
    next: 'Install the service on this computer as an administrator, with the enrol command.',
  }),
  tool_missing: (subject, finding) => ({
    sentence: `Nothing is known about ${subject}: a program needed to look is not on this computer${about(finding)}.`,
    next: `Install ${missing(finding)}; the next look, within a day at most, will see it.`,
  }),
  probe_timed_out: (subject, finding) => ({
    sentence: `Nothing is known about ${subject}: ${finding.source} did not answer in time.`,
    next: 'It is tried again by itself. If it stays so, restart the computer.',
  }),
  probe_failed: (subject, finding) => ({
    sentence: `Nothing is known about ${subject}: looking at ${finding.source} failed${about(finding)}.`,
    next: 'It is tried again by itself. If it stays so, look at the computer.',
  }),
  unrecognised_output: (subject, finding) => ({
    sentence: `Nothing is known about ${subject}: ${finding.source} gave an answer that Caretaker does not understand${about(finding)}.`,
    next: 'Report this to whoever looks after Caretaker, with the name of the system.',
  }),
  unsupported: (subject, finding) => ({
    sentence: `Caretaker cannot see ${subject} on this kind of computer yet${about(finding)}.`,
    next: 'Check it by hand and keep a note of the check.',
  }),
  stale: (subject, finding) => ({
    sentence: `The computer is on, but ${subject} was last looked at on ${day(finding.observedAt)}, too long ago to rely on.`,
    next: 'It is looked at again by itself. If nothing comes, restart the computer.',
  }),
  silent: (_subject, finding) => ({
    sentence: `This computer has not been heard from for too many school days; what it last said is from ${day(finding.observedAt)}.`,
    next: 'Find the computer, switch it on and connect it to the network.',
  }),
  control_off: subject => ({ sentence: `The school's policy does not ask about ${subject}.` }),
};

/** Says a reason that belongs to no single control; any other reason is shown as it stands. */
export function sayProbeFailure(finding: Finding, subject: string): Said {
  if (Object.hasOwn(shared, finding.reason)) return shared[finding.reason as Shared](subject, finding);
  return { sentence: `Nothing more is known about ${subject} than the code “${finding.reason}”.` };
}

/** A table of sentences, one for each reason a control's evaluator can give. */
export type Sentences<R extends string> = Record<R, (finding: Finding) => Said>;

/** Looks in the control's own table, then in the shared one. */
export function sayFrom<R extends string>(
  sentences: Sentences<R>,
  subject: string,
): (finding: Finding) => Said {
  return finding =>
    Object.hasOwn(sentences, finding.reason)
      ? sentences[finding.reason as R](finding)
      : sayProbeFailure(finding, subject);
}

function about(finding: Finding): string {
  const { detail } = finding.evidence.facts;
  return typeof detail === 'string' && detail !== '' ? ` (${detail.replace(/[.\s]+$/, '')})` : '';
}

/** Where the program is not called like the package that brings it. */
const packages: Record<string, string> = { nft: 'nftables', lsblk: 'util-linux' };

/** "nftables", "apt-get or dnf": the program that the probe's detail names. */
function missing(finding: Finding): string {
  const detail = textFact(finding, 'detail') ?? '';
  const [, one, other] =
    /^(?:neither )?([\w.+-]{1,40})(?: nor ([\w.+-]{1,40}))? is (?:not )?installed$/.exec(detail) ?? [];
  return (
    [one, other]
      .filter(name => name !== undefined)
      .map(name => (Object.hasOwn(packages, name) ? packages[name] : name))
      .join(' or ') || 'the missing program'
  );
}

let dayFormat: Intl.DateTimeFormat | undefined;
/** Made when first needed: it loads megabytes of the runtime's language data, and the service never speaks. */
function days(): Intl.DateTimeFormat {
  dayFormat ??= new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'Europe/London',
  });
  return dayFormat;
}

/** "21 Nov 2026". `at` in UTC milliseconds. */
export function day(at: number): string {
  return days().format(at);
}

/** "1 day", "14 days". */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** "C:", "C: and D:", "C:, D: and 3 more". */
export function listed(names: readonly string[], most = 4): string {
  if (names.length > most) return `${names.slice(0, most).join(', ')} and ${names.length - most} more`;
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Names of the parts that stand for this finding's own reason. */
export function partsBehind(finding: Finding): string[] {
  return finding.evidence.parts.filter((part: Part) => part.reason === finding.reason).map(part => part.name);
}

/** A fact as a number, or null when it is not one. */
export function numberFact(finding: Finding, name: string): number | null {
  const value = finding.evidence.facts[name];
  return typeof value === 'number' ? value : null;
}

/** A fact as text, or null when it is not text. */
export function textFact(finding: Finding, name: string): string | null {
  const value = finding.evidence.facts[name];
  return typeof value === 'string' ? value : null;
}
