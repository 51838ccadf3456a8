/** Approved software in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { count, listed, numberFact, partsBehind, type Sentences, sayFrom, textFact } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

/** Its name may begin with a small letter, and a sentence does not. */
const decider = (finding: Finding) => `What decides here (${mechanism(finding)})`;
const mechanism = (finding: Finding) => textFact(finding, 'mechanism') ?? 'the system’s own allow list';
const about = (finding: Finding) => {
  const detail = textFact(finding, 'detail');
  return detail === null ? '' : ` (${detail.replace(/[.\s]+$/, '')})`;
};
/** "Scratch (Example Ltd) and program 1234abcd", or a plain noun when no part stands behind the finding. */
const which = (finding: Finding) => listed(partsBehind(finding), 3) || 'a program';

const placeNames: Record<string, string> = {
  downloads: 'Downloads',
  desktop: 'the desktop',
  temporary: 'temporary folders',
  own_programs: 'a person’s own programs',
  profile: 'a person’s folder',
  removable: 'a memory stick',
};
const where = (finding: Finding) =>
  listed(partsBehind(finding).map(place => placeNames[place] ?? place)) || 'people’s folders';

function learning(finding: Finding): string {
  const days = numberFact(finding, 'daysWatched');
  const asked = numberFact(finding, 'daysAsked');
  if (days === null || asked === null) return 'watching has only just begun';
  const starts = count(numberFact(finding, 'starts') ?? 0, 'start');
  const people = numberFact(finding, 'people') ?? 0;
  return `${days} of ${count(asked, 'day')} so far, with ${starts} and ${people === 1 ? '1 person' : `${people} people`} seen`;
}

const sentences: Sentences<Reason> = {
  only_approved_seen: finding => ({
    sentence: `In ${count(numberFact(finding, 'daysWatched') ?? 0, 'day')} of watching, only approved programs were seen to run, and no others lie in people’s downloads, on desktops, in temporary folders, among their own programs or on sticks.`,
  }),
  enforced: finding => ({
    sentence: `Only approved programs can run: ${mechanism(finding)} is in force, and stopped a harmless program that was put to the test.`,
  }),
  managed_elsewhere: finding => ({
    sentence: `Another manager of this computer decides what runs (${mechanism(finding)}), and its rules stopped a harmless program that was put to the test.`,
  }),
  unapproved_ran: finding => ({
    sentence: `Not approved, and seen to run here: ${which(finding)}.`,
    next: 'Approve it in the catalogue with a reason, or remove it from this computer.',
  }),
  unapproved_found: finding => ({
    sentence: `Programs that are not approved lie ready in ${where(finding)}.`,
    next: 'Ask whose they are. Remove them, or approve them in the catalogue with a reason.',
  }),
  downloads_not_restricted: finding => ({
    sentence: `Programs can be downloaded with ${listed(partsBehind(finding)) || 'a browser'}, and nothing stops them from running.`,
    next: 'In Chrome and Edge, set the policy “DownloadRestrictions” to 1, 2 or 3; in Firefox, refuse addresses that end like a program’s (“WebsiteFilter”). Or let Caretaker enforce this promise.',
  }),
  downloads_by_address: finding => ({
    sentence: `${listed(partsBehind(finding)) || 'A browser'} refuses addresses that end like a program’s. A program under another address comes through, so nothing can be promised.`,
    next: 'Nothing more can be set in Firefox. Where it matters, let people use Edge or Chrome, or let Caretaker stop programs that are not approved from running.',
  }),
  learning: finding => ({
    sentence: `This computer still watches which programs are used, before anything is said or stopped: ${learning(finding)}.`,
  }),
  partly_seen: () => ({
    sentence:
      'Not all programs and folders of this computer could be looked at, so nothing can be promised of the rest.',
    next: 'Clear out downloads and temporary folders. On a Mac, let the school’s device management give Caretaker full disk access. Where programs can be stopped, enforcing needs no search.',
  }),
  starts_not_seen: finding => ({
    sentence: `In ${count(numberFact(finding, 'daysWatched') ?? 0, 'day')} of watching, no program was seen that is not approved. But Caretaker only looks now and then at what runs here, so one that starts and ends in between is missed, and nothing can be promised.`,
    next: 'Nothing was found that is wrong. To be sure, the system itself must see each start: where that can be had, let Caretaker enforce this promise; it watches for some weeks first.',
  }),
  no_mechanism: finding => ({
    sentence: `Nothing on this computer can stop a program that is not approved: ${mechanism(finding)} is not here${about(finding)}.`,
    next: 'See the page on approved software for how to install it safely on this system. Until then programs are only watched.',
  }),
  not_enforced: finding => ({
    sentence: `The school asks that only approved programs run, but ${mechanism(finding)} only watches here${about(finding)}.`,
    next: 'See what holds it back below. Caretaker tries again by itself.',
  }),
  service_stopped: finding => ({
    sentence: `${decider(finding)} is set up to stop programs, but its service does not run, so it stops none.`,
    next: 'Start the service, set it to start by itself, and find out who stopped it.',
  }),
  not_in_force: finding => ({
    sentence: `${decider(finding)} says that it is in force, but a harmless program that nobody approved could run.`,
    next: 'Restart the computer. If it stays so, look at which rules are loaded.',
  }),
  not_proved: finding => ({
    sentence: `${decider(finding)} says that it is in force; whether it really stops a program could not be tried${about(finding)}.`,
    next: 'It is tried again by itself. If it stays so, try by hand with a program that is not approved.',
  }),
  trust_not_kept: finding => ({
    sentence: `${decider(finding)} is in force, but nobody keeps its list of the system’s own files true, so an update could stop programs.`,
    next: 'Put this computer back to watching until its list is kept: “caretaker doctor” says what is missing.',
  }),
  mechanism_not_understood: finding => ({
    sentence: `How ${mechanism(finding)} is set up here could not be made out${about(finding)}.`,
    next: 'Look at this computer by hand and keep a note of the check.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'Approved software',
  help: 'Whether only programs that the school approved run, and whether others lie ready in people’s folders.',
  promise: ({ mode }) => ({
    sentence:
      mode === 'enforce'
        ? 'Only programs that the school approved can run.'
        : 'Programs that the school did not approve are noticed.',
    broken:
      mode === 'enforce'
        ? 'can run programs that we have not agreed to'
        : 'have or ran programs that we have not agreed to',
  }),
  say: sayFrom(sentences, 'which programs run'),
  facts: {
    mechanism: 'What stops programs here',
    mechanismState: 'It is',
    trust: 'Who keeps the list of true files',
    detail: 'Detail',
    seenBy: 'How programs are seen',
    daysWatched: 'Days watched',
    daysAsked: 'Days of watching asked for',
    starts: 'Starts seen',
    people: 'People seen',
    unapproved: 'Programs seen that are not approved',
    filesFound: 'Programs found in people’s folders',
    openFolders: 'Program folders that people can change, so nothing in them is trusted',
    place: 'Kind of place',
    publisher: 'Publisher',
    hash: 'SHA-256',
    rule: 'Rule',
    files: 'Files',
    refuses: 'Downloads it refuses',
  },
};
