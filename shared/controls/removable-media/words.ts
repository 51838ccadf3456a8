/** Portable media in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords, PromiseWords } from '../control.ts';
import { count, listed, numberFact, partsBehind, type Sentences, sayFrom, textFact } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy, Rule } from './policy.ts';

const which = (finding: Finding) => listed(partsBehind(finding)) || 'Something';
const verb = (finding: Finding) => (partsBehind(finding).length > 1 ? 'are' : 'is');
const attached = (finding: Finding) => {
  const number = numberFact(finding, 'attached') ?? 0;
  return number === 0 ? 'Nothing is plugged in now.' : `Plugged in now: ${count(number, 'device')}.`;
};
const asked: Record<string, string> = {
  block: 'blocked',
  allow_scanned: 'blocked until they were scanned',
  read_only: 'read only',
  encrypted_only: 'read only unless they are encrypted',
} satisfies Record<Rule, string>;
const wanted = (finding: Finding) => asked[textFact(finding, 'rule') ?? ''] ?? 'blocked';

const sentences: Sentences<Reason> = {
  blocked: finding => ({
    sentence: `Sticks and disks that the school did not allow are blocked. ${attached(finding)}`,
  }),
  read_only: finding => ({
    sentence: `Sticks and disks that the school did not allow can only be read. ${attached(finding)}`,
  }),
  encrypted_only: finding => ({
    sentence: `Sticks and disks can only be written to where they are encrypted. ${attached(finding)}`,
  }),
  scanned_first: finding => ({
    sentence: `Sticks and disks stay closed until a scan found nothing on them. ${attached(finding)}`,
  }),
  no_usb: () => ({ sentence: 'This computer has no USB at all.' }),
  nothing_stops_media: finding => ({
    sentence: `Nothing on this computer stops people from using any stick they bring. ${attached(finding)}`,
    next: 'Set this control to enforce. On Linux, install usbguard first.',
  }),
  not_enough_stops_media: finding => ({
    sentence: `What this computer does about sticks is less than the school asks: unlisted ones should be ${wanted(finding)}.`,
    next: 'Set this control to enforce, or see which other program holds these settings.',
  }),
  barrier_not_seen: () => ({
    sentence:
      'Whether sticks are stopped here could not be proved: the part of the system that stops them did not answer.',
    next: 'It is looked at again by itself. If it stays so, restart the computer.',
  }),
  medium_open: finding => ({
    sentence: `${which(finding)} ${verb(finding)} open on this computer without the school’s permission.`,
    next: 'Find out whose it is. If it belongs to the school, add it to the school’s own media; otherwise take it out and scan it.',
  }),
  lost_medium_open: finding => ({
    sentence: `${which(finding)}, reported lost, ${verb(finding)} plugged in and open on this computer.`,
    next: 'Go to the computer, take it, and note the incident.',
  }),
  medium_writable: finding => ({
    sentence: `${which(finding)} can be written to on this computer, and should only be read.`,
    next: 'Take it out and plug it in again. If it stays so, look at the computer.',
  }),
  medium_not_seen: finding => ({
    sentence: `Whether ${listed(partsBehind(finding)) || 'a device that is plugged in'} can be used here could not be seen.`,
    next: 'It is looked at again by itself when something is plugged in, and every quarter of an hour.',
  }),
  daemon_stopped: () => ({
    sentence:
      'The program that stops sticks at the port is installed and does not run; people may still be kept from opening them.',
    next: 'Start it (“systemctl start usbguard” on Linux) and find out why it stopped. Set to enforce, Caretaker starts it again.',
  }),
  people_may_admit: () => ({
    sentence: 'Sticks are blocked, but people without an administrator’s rights can admit them again.',
    next: 'Set this control to enforce: it takes that right away.',
  }),
  desktop_admits: () => ({
    sentence: 'Sticks are blocked, but the desktop admits everything while the screen is unlocked.',
    next: 'Set this control to enforce: it switches that off for everybody.',
  }),
  other_rules_admit: () => ({
    sentence: 'Rules that somebody else wrote admit sticks before the school’s own rules are asked.',
    next: 'Look at the rules on this computer (“usbguard list-rules” on Linux), and take those out that nobody needs.',
  }),
  restart_needed: () => ({
    sentence: 'The settings that stop sticks are in place, but hold only after a restart.',
    next: 'Restart this computer.',
  }),
  internet_by_phone: finding => ({
    sentence: `This computer gets internet from a phone or mobile modem (${count(numberFact(finding, 'tethering') ?? 1, 'device')}), past the school’s filter.`,
    next: 'Ask who uses it and why. It is reported and never cut off.',
  }),
  ways_round_not_seen: () => ({
    sentence:
      'Sticks are blocked, but whether people without an administrator’s rights may admit them again could not be read.',
    next: 'See why USBGuard’s settings in /etc/usbguard cannot be read on this computer.',
  }),
  internet_not_seen: () => ({
    sentence:
      'Sticks are stopped, but whether this computer gets internet from a phone or mobile modem is not seen here, and your policy asks for it.',
    next: 'On this system Caretaker cannot look for it yet. Turn “Report internet by phone” off for its group, or look by hand.',
  }),
};

const promises: Record<Rule, PromiseWords> = {
  block: {
    sentence: 'Sticks and phones work on a school computer only when the school agrees.',
    broken: 'would let people use any stick',
  },
  allow_scanned: {
    sentence: 'A stick opens on a school computer only once it was scanned for viruses.',
    broken: 'would open a stick without a scan',
  },
  read_only: {
    sentence: 'Nothing can be copied from school computers to a memory stick that is not the school’s.',
    broken: 'would let people copy files to any stick',
  },
  encrypted_only: {
    sentence: 'Files go from school computers only to sticks that no one else can read.',
    broken: 'would let files go to sticks that others could read',
  },
};

export const words: ControlWords<Policy> = {
  title: 'Removable media',
  help: 'What happens to sticks, disks, cards, phones and cameras that are plugged in, and what is plugged in now.',
  promise: policy => promises[policy.rule] ?? promises.block,
  say: sayFrom(sentences, 'removable media'),
  facts: {
    rule: 'Asked of unlisted media',
    attached: 'Devices plugged in',
    byModelOnly: 'Allowed by model alone',
    managedBy: 'Managed by',
    tethering: 'Phones and modems giving internet',
    vendorId: 'Vendor',
    productId: 'Product',
    serialHash: 'Hash of its serial number',
    ownSerial: 'Has a serial number of its own',
    kind: 'Kind',
    standing: 'On the school’s lists',
    admitted: 'Let in by the system',
    writable: 'Can be written to',
    encrypted: 'Encrypted',
    mounted: 'Open to people',
    effect: 'What it does',
    layer: 'Where it stops media',
    detail: 'Detail',
  },
};
