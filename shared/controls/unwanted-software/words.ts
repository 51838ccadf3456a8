/** Personal cloud storage and remote access in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { listed, partsBehind, type Sentences, sayFrom } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const behind = (finding: Finding) => listed(partsBehind(finding)) || 'A program';
const are = (finding: Finding) => (partsBehind(finding).length > 1 ? 'are' : 'is');
const next =
  'Ask whose it is and what for. Then remove it, or have a leader agree to it and list it in the policy.';

const sentences: Sentences<Reason> = {
  none_there: () => ({
    sentence:
      'No personal cloud storage and no remote access program that Caretaker knows is on this computer.',
  }),
  only_agreed_there: finding => ({
    sentence: `Only agreed programs are here: ${listed(finding.evidence.parts.map(part => part.name))}.`,
  }),
  not_agreed_running: finding => ({
    sentence: `${behind(finding)} ${are(finding)} running here, and nobody has agreed to it.`,
    next,
  }),
  not_agreed_installed: finding => ({
    sentence: `${behind(finding)} ${are(finding)} installed here, and nobody has agreed to it.`,
    next,
  }),
  processes_not_read: () => ({
    sentence:
      'None is installed, but Caretaker could not see what is running, so one without an installer may be there.',
    next: 'It is tried again by itself. If it stays so, look at the computer.',
  }),
  nothing_looked_for: () => ({ sentence: 'The school’s policy looks for neither kind of program.' }),
};

export const words: ControlWords<Policy> = {
  title: 'Cloud storage and remote access',
  help: 'Programs that copy files to personal accounts, or let somebody elsewhere use the computer, unless a leader agreed to them.',
  promise: () => ({
    sentence: 'School files and screens go nowhere that the school has not agreed to.',
    broken: 'have a program for files or screens far off that no one agreed to',
  }),
  say: sayFrom(sentences, 'cloud storage and remote access programs'),
  facts: { version: 'Version', installed: 'Installed', running: 'Running', agreedBy: 'Agreed by' },
};
