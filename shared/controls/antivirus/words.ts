/** Virus protection in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords, Said } from '../control.ts';
import { count, day, listed, numberFact, partsBehind, type Sentences, sayFrom } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const names = (finding: Finding) => listed(partsBehind(finding)) || 'The antivirus program';

function fact(finding: Finding, name: string): unknown {
  return finding.evidence.parts.find(part => part.reason === finding.reason)?.facts[name];
}

function builtOn(finding: Finding): string {
  const at = fact(finding, 'signaturesAt');
  if (typeof at === 'number') return ` of ${day(at)}`;
  const checked = fact(finding, 'signaturesCheckedAt');
  if (typeof checked === 'number') return `; this computer last asked for a newer one on ${day(checked)}`;
  return fact(finding, 'signaturesCurrent') === true ? ' that it says is up to date' : '';
}

function lastChecked(finding: Finding): string {
  const at = fact(finding, 'signaturesCheckedAt');
  return typeof at === 'number' ? ` since ${day(at)}` : ' for too long';
}

/** Of what protects, where nothing of it tells its finds here. */
function whereFinds(finding: Finding): string {
  const told = finding.evidence.parts
    .filter(part => part.reason === finding.reason)
    .map(part => part.facts.findsTold);
  return told.length > 0 && told.every(one => one === false)
    ? ' What it finds is not told here: look into its own window or console.'
    : '';
}

const notRunning = (finding: Finding): Said => ({
  sentence: `${names(finding)} is installed but not running.`,
  next: 'Start its service. On Debian and Ubuntu, ClamAV stays off until its first list of viruses has been downloaded.',
});

/** By what the system says of the first product that is not running; others are in the evidence. */
const whyOff: Record<string, ((product: string) => Said) | undefined> = {
  turned_off: product => ({
    sentence: `${product} is installed but turned off.`,
    next: 'Turn it on, and see who turned it off.',
  }),
  stopped: product => ({
    sentence: `${product} is installed, but its service is stopped.`,
    next: 'Start its service. If it stops again, remove what takes its place.',
  }),
  snoozed: product => ({
    sentence: `${product} is paused, so it protects against nothing at the moment.`,
    next: 'Turn it on again, and see who paused it.',
  }),
  expired: product => ({
    sentence: `${product} is installed, but its licence has expired.`,
    next: 'Renew the licence, or remove the product so that the one that comes with Windows takes its place.',
  }),
  passive: product => ({
    sentence: `${product} runs in passive mode: it leaves protection to another product.`,
    next: 'See that another product protects this computer, or let this one do it.',
  }),
};

const sentences: Sentences<Reason> = {
  protected: finding => ({
    sentence: `${names(finding)} is running, with a list of viruses${builtOn(finding)}.${whereFinds(finding)}`,
  }),
  no_antivirus: () => ({
    sentence: 'No antivirus program was found in any of the places where one would be.',
    next: 'Install the school’s antivirus program on this computer.',
  }),
  search_incomplete: () => ({
    sentence: 'No antivirus program was found, but not every place could be looked at.',
    next: 'Check this computer by hand.',
  }),
  not_running: finding =>
    whyOff[String(fact(finding, 'off'))]?.(partsBehind(finding)[0] ?? names(finding)) ?? notRunning(finding),
  not_answering: finding => ({
    sentence: `${names(finding)} is installed, but could not be asked how it is.`,
    next: 'Check this computer by hand, and see whether Caretaker may talk to the program.',
  }),
  no_signatures: finding => ({
    sentence: `${names(finding)} is running without its list of known viruses, so it protects against nothing.`,
    next: 'Let it download its list: check that the computer reaches the update server.',
  }),
  signature_age_not_known: finding => ({
    sentence: `${names(finding)} is running, but how old its list of viruses is could not be read.`,
    next: 'Check this computer by hand.',
  }),
  signatures_from_future: finding => ({
    sentence: `${names(finding)} has a list of viruses from the future${builtOn(finding)}: the computer’s clock is probably wrong.`,
    next: 'Set the clock of this computer.',
  }),
  signatures_old: finding => ({
    sentence: `${names(finding)} is running, but its list of viruses${builtOn(finding)} is older than the ${count(numberFact(finding, 'maxSignatureAgeDays') ?? 7, 'day')} allowed.`,
    next: 'Let it update: check that the computer reaches the update server.',
  }),
  signatures_reported_old: finding => ({
    sentence: `${names(finding)} is running, but says itself that its list of viruses is out of date.`,
    next: 'Let it update: check that the computer reaches the update server.',
  }),
  signatures_not_checked: finding => ({
    sentence: `${names(finding)} is running, but this computer has not asked for a newer list of viruses${lastChecked(finding)}.`,
    next: 'See that this computer is connected and that automatic security updates are on.',
  }),
  real_time_off: finding => ({
    sentence: `${names(finding)} is running, but does not check files as they are opened.`,
    next: 'Turn its real-time protection on.',
  }),
  real_time_not_known: finding => ({
    sentence: `${names(finding)} is running, but whether it checks files as they are opened could not be read.`,
    next: 'Check this computer by hand.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'Virus protection',
  help: 'Whether an antivirus program is running and its list of known viruses is recent.',
  promise: () => ({
    sentence: 'Each computer is kept safe from viruses, and that is kept up to date.',
    broken: 'are not safe from viruses as they should be',
  }),
  say: sayFrom(sentences, 'virus protection'),
  facts: {
    products: 'Antivirus programs found',
    maxSignatureAgeDays: 'Oldest list allowed, in days',
    version: 'Version',
    running: 'Running',
    realTime: 'Checks files as they are opened',
    signaturesAt: 'List of viruses dated',
    signaturesCheckedAt: 'Last asked for a newer list on',
    signaturesCurrent: 'Says its list is up to date',
    signatureVersion: 'Number of the list',
    off: 'Why it is not running',
    tamperProtected: 'Protected against being turned off',
    lastScanAt: 'Last scan ended',
    findsTold: 'What it finds is told here',
    detail: 'Detail',
  },
};
