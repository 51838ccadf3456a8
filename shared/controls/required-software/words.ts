/** Required software in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { listed, partsBehind, type Sentences, sayFrom } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const behind = (finding: Finding) => listed(partsBehind(finding)) || 'A required program';
const many = (finding: Finding) => partsBehind(finding).length > 1;

const sentences: Sentences<Reason> = {
  all_there: finding => ({ sentence: `Every required program is here: ${listed(partsBehind(finding))}.` }),
  missing: finding => ({
    sentence: `${behind(finding)} ${many(finding) ? 'are' : 'is'} required on this computer and not installed.`,
    next: 'Install it. If it is here under another name, put the name from the Software tab into the policy.',
  }),
  too_old: finding => ({
    sentence: `${behind(finding)} ${many(finding) ? 'are' : 'is'} older than the version that the school requires.`,
    next: 'Update it, and see why it did not update itself.',
  }),
  stopped: finding => ({
    sentence: `${behind(finding)} ${many(finding) ? 'are' : 'is'} installed, but ${many(finding) ? 'their services are' : 'its service is'} not running.`,
    next: 'Start the service, set it to start by itself, and find out why it stopped.',
  }),
  service_not_seen: finding => ({
    sentence: `${behind(finding)} ${many(finding) ? 'are' : 'is'} installed, but Caretaker could not see whether ${many(finding) ? 'their services run' : 'its service runs'}.`,
    next: 'Check that the policy has the service’s own name, as this system calls it.',
  }),
  version_not_comparable: finding => ({
    sentence: `${behind(finding)} ${many(finding) ? 'have versions' : 'has a version'} that cannot be compared with the one required.`,
    next: 'Look at its version on the Software tab and take the least version out of the policy.',
  }),
  not_looked_for_yet: finding => ({
    sentence: `${behind(finding)} ${many(finding) ? 'are' : 'is'} newly required, and this computer has not looked for ${many(finding) ? 'them' : 'it'} yet.`,
    next: 'The next look, within a quarter of an hour of its being on, will see.',
  }),
  nothing_required: () => ({
    sentence: 'The school’s policy requires no particular program on this computer.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'Required software',
  help: 'Programs that every computer of the group must have, new enough and running: filtering and monitoring clients, assistive technology.',
  promise: () => ({
    sentence: 'The programs that each computer needs, such as the web filter, are there and run.',
    broken: 'lack a program that each one needs, or it does not run',
  }),
  say: sayFrom(sentences, 'required programs'),
  facts: {
    found: 'Found as',
    version: 'Version',
    leastVersion: 'Required at least',
    running: 'Service runs',
  },
};
