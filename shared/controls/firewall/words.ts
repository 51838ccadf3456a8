/** The firewall in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { listed, partsBehind, type Sentences, sayFrom, textFact } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const product = (finding: Finding) => textFact(finding, 'product') ?? 'the firewall';
/** " for Domain and Public", or nothing when no part stands behind the finding. */
const where = (finding: Finding) => {
  const names = listed(partsBehind(finding));
  return names === '' ? '' : ` for ${names}`;
};

/** `by the rule “All in”`, where a single rule is the cause. */
function byRule(finding: Finding): string | undefined {
  const detail = finding.evidence.parts.find(part => part.reason === finding.reason)?.facts.detail;
  return typeof detail === 'string' && detail.startsWith('by the rule') ? detail : undefined;
}

const sentences: Sentences<Reason> = {
  turns_away: finding => ({
    sentence: `The firewall (${product(finding)}) is on${where(finding)}, and turns away what no rule allows.`,
  }),
  on: finding => ({
    sentence: `The firewall (${product(finding)}) is on${where(finding)}. It lets in what no rule forbids, which the school allows.`,
  }),
  lets_everything_in: finding => {
    const by = byRule(finding);
    const opened = `The firewall (${product(finding)}) lets every incoming connection in${where(finding)}`;
    return by === undefined
      ? {
          sentence: `${opened} unless a rule forbids it.`,
          next: 'Set its default for incoming connections to block, after allowing what the school uses.',
        }
      : {
          sentence: `${opened}, ${by}.`,
          next: 'Take that rule away, or let it name the program and the ports that the school uses.',
        };
  },
  firewall_off: finding => ({
    sentence: `No firewall is in force${where(finding)} (${product(finding)}).`,
    next: 'Turn the firewall on. On Ubuntu: “ufw allow” what the school uses, then “ufw enable”.',
  }),
  service_stopped: finding => ({
    sentence: `The firewall’s own service is not running (${product(finding)}), so nothing is turned away whatever its settings say.`,
    next: 'Start the service, set it to start by itself, and find out why it stopped.',
  }),
  not_in_force: finding => ({
    sentence: `The firewall is set up to be on (${product(finding)}), but the system lets connections in all the same.`,
    next: 'Restart the firewall, and see which program took its rules away.',
  }),
  other_firewall_on: finding => ({
    sentence: `${listed(partsBehind(finding)) || 'A firewall of another maker'} is registered as this computer’s firewall, and says that it is on.`,
  }),
  other_firewall_not_understood: finding => ({
    sentence: `${listed(partsBehind(finding)) || 'A firewall of another maker'} is registered here, and whether it is on could not be made out.`,
    next: 'Open that program on this computer and look.',
  }),
  not_understood: finding => ({
    sentence: `The firewall (${product(finding)}) is set up in a way that Caretaker cannot judge.`,
    next: 'Check this computer by hand and keep a note of the check.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'Firewall',
  help: 'Whether the computer’s own firewall is on for every network and turns away what no rule allows.',
  promise: () => ({
    sentence: 'No one can get into a school computer from the network unless the school lets them.',
    broken: 'could be reached by others on the same network',
  }),
  say: sayFrom(sentences, 'the firewall'),
  facts: {
    product: 'Firewall',
    running: 'Its service runs',
    incoming: 'Incoming connections',
    detail: 'Detail',
  },
};
