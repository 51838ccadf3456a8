/** Switching off after school, in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { count, numberFact, type Sentences, sayFrom, textFact } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

const evening = (finding: Finding) => textFact(finding, 'lastEvening');
const onThat = (finding: Finding) => {
  const day = evening(finding);
  return day === null ? 'after the last school day' : `on ${day}`;
};

const sentences: Sentences<Reason> = {
  off_in_time: finding => ({
    sentence: `This computer was off or asleep after school ${onThat(finding)}.`,
  }),
  left_on: finding => ({
    sentence: `This computer stayed on long after school ${onThat(finding)}.`,
    next: 'Switch it off at the end of the day, or let the policy do it: “Switching off” in mode enforce.',
  }),
  power_lost: finding => ({
    sentence: `This computer lost its power or crashed ${count(numberFact(finding, 'powerOffsInSchool') ?? 0, 'time')} in two weeks while school was open.`,
    next: 'Look at its plug and battery, and ask whether it is switched off by its button.',
  }),
  power_offs_not_seen: finding => ({
    sentence: `This computer was off or asleep after school ${onThat(finding)}, but whether it loses its power in between could not be read.`,
    next: 'Look whether its system log is kept and can be read: on Linux the journal has to be kept on disk (the folder /var/log/journal). On a Mac it is read again at its next start.',
  }),
  no_evening_yet: () => ({
    sentence: 'No end of a school day has passed yet since Caretaker began to watch here.',
    next: 'Nothing is to be done: it is known after the next school day.',
  }),
  no_calendar: () => ({
    sentence: 'When this school’s day ends is not known, because no term dates are entered.',
    next: 'Enter the term dates and closing times in the school calendar.',
  }),
  calendar_ended: () => ({
    sentence: 'The school calendar says nothing about today, so when the day ends is not known.',
    next: 'Enter the next school year in the school calendar.',
  }),
  not_watched: () => ({
    sentence: 'Nothing keeps watch on this computer between two looks, so its evenings are not known.',
    next: 'Install the service on this computer as an administrator, with the enrol command.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'Switching off',
  help: 'Whether computers are off after school, and how often one loses its power while school is open. Enforcing switches them off by the school calendar, after a warning and never in a lesson.',
  promise: () => ({
    sentence: 'Computers are switched off at the end of the school day.',
    broken: 'stay on after school',
  }),
  say: sayFrom(sentences, 'switching off after school'),
  facts: {
    startedAt: 'Switched on',
    powerOffs: 'Sudden power-offs in two weeks',
    powerOffsInSchool: 'Of them while school was open',
    lastPowerOffAt: 'Last sudden power-off',
    lastEvening: 'Last evening that is known',
    dueAt: 'Was to be off at',
    onUntilAt: 'Last seen on that evening',
    today: 'Today',
    todayAt: 'Will be switched off at',
    deferred: 'Asked for more time today',
    why: 'Because of',
    detail: 'Detail',
  },
};
