/** System updates in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { count, day, listed, numberFact, partsBehind, type Sentences, sayFrom, textFact } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const on = (finding: Finding, fact: string) => {
  const at = numberFact(finding, fact);
  return at === null ? '' : ` on ${day(at)}`;
};
const allowed = (finding: Finding) => count(numberFact(finding, 'withinDays') ?? 14, 'day');
const pending = (finding: Finding) => count(numberFact(finding, 'securityUpdates') ?? 0, 'security update');

function heldBack(finding: Finding): string {
  const days = numberFact(finding, 'heldBackDays');
  if (days !== null) return ` for ${count(days, 'day')} after they come out`;
  const until = numberFact(finding, 'heldBackUntil');
  return until === null ? '' : ` until ${day(until)}`;
}

/** A look that could not tell is not one that found none due. */
const restartUnseen = ({ evidence }: Finding) =>
  evidence.facts.restartNeeded === null ? ' Whether a restart is due is not known.' : '';

const sentences: Sentences<Reason> = {
  up_to_date: finding => ({
    sentence: `No security update is waiting; the list was last renewed${on(finding, 'listAt')}.${restartUnseen(finding)}`,
  }),
  within_time: finding => ({
    sentence: `${pending(finding)} waiting, none of them out for longer than ${allowed(finding)}.${restartUnseen(finding)}`,
    next: 'Install them when it suits.',
  }),
  updates_overdue: finding => ({
    sentence: `${listed(partsBehind(finding))} ${partsBehind(finding).length === 1 ? 'has' : 'have'} a security update that this computer has known of for more than ${allowed(finding)}.`,
    next: 'Install the updates of this computer now.',
  }),
  update_age_not_known: finding => ({
    sentence: `${pending(finding)} waiting. This computer has known of them since${on(finding, 'knownSinceAt').replace(' on', '') || ' an unknown day'}, but how long they had been out before is not known.`,
    next: 'Install the updates of this computer.',
  }),
  restart_overdue: finding => ({
    sentence: `Updates have been waiting for a restart since${on(finding, 'restartNeededAt').replace(' on', '')}.`,
    next: 'Restart this computer.',
  }),
  system_unsupported: finding => ({
    sentence: `The maker stopped giving security updates for this system${on(finding, 'supportEndsAt')}.`,
    next: 'Move this computer to a supported version, or take it off the network.',
  }),
  packages_broken: finding => ({
    sentence: `The package manager cannot work out any updates: ${textFact(finding, 'detail') ?? 'its packages do not fit together'}.`,
    next: 'Repair the packages: on Debian and Ubuntu, “apt --fix-broken install”.',
  }),
  list_old: finding => ({
    sentence: `The list of updates was last renewed${on(finding, 'listAt')}, too long ago to say that nothing is missing.`,
    next: 'See that this computer is connected and that its update service is on.',
  }),
  list_age_not_known: () => ({
    sentence: 'When this computer last asked for updates could not be read.',
    next: 'Renew its list of updates once.',
  }),
  list_from_future: finding => ({
    sentence: `The list of updates seems to have been renewed${on(finding, 'listAt')}, in the future: the computer’s clock is probably wrong.`,
    next: 'Set the clock of this computer.',
  }),
  no_security_source: () => ({
    sentence: 'This computer was not seen to ask any source for security updates.',
    next: 'Add the security source of its system to its package sources. Windows 10 gets none any more without this year’s extended updates.',
  }),
  updates_held_back: finding => ({
    sentence: `Updates are being held back on this computer${heldBack(finding)}, so that none is waiting proves nothing.`,
    next: 'Let updates through within the days that the school allows.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'System updates',
  help: 'Whether security updates are installed in time. Package managers do not say when a fix came out, so this counts from when the computer first saw it.',
  promise: policy => ({
    sentence: `Each computer gets the updates that keep it safe within ${count(policy.withinDays, 'day')}.`,
    broken: 'have not had the updates that keep them safe in time',
  }),
  say: sayFrom(sentences, 'system updates'),
  facts: {
    manager: 'Package manager',
    securityUpdates: 'Security updates waiting',
    otherUpdates: 'Other updates waiting',
    knownSinceAt: 'Known here since',
    listAt: 'List renewed',
    restartNeeded: 'Needs a restart',
    restartNeededAt: 'Needs a restart since',
    supportEndsAt: 'Supported until',
    supportTable: 'By table of ends of support number',
    supportTableAt: 'That table is of',
    withinDays: 'Days allowed',
    system: 'System',
    heldBackUntil: 'Updates paused until',
    heldBackDays: 'Updates held back, in days',
    version: 'New version',
    detail: 'Detail',
  },
};
