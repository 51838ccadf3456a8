/** AutoRun in plain English. */
import type { Finding } from '../../finding.ts';
import type { ControlWords } from '../control.ts';
import { listed, partsBehind, type Sentences, sayFrom } from '../words.ts';
import type { Reason } from './evaluate.ts';
import type { Policy } from './policy.ts';

/** " (GNOME)", or nothing when no part stands behind the finding. */
const where = (finding: Finding) => {
  const names = listed(partsBehind(finding));
  return names === '' ? '' : ` (${names})`;
};

const sentences: Sentences<Reason> = {
  off: finding => ({
    sentence: `Nothing starts and no window opens by itself when something is plugged in${where(finding)}.`,
  }),
  asks_first: finding => ({
    sentence: `No program starts by itself when something is plugged in; the computer may ask what to do${where(finding)}, which the school allows.`,
  }),
  runs_programs: finding => ({
    sentence: `A program on a stick or disc can start, or be offered to start, when it is plugged in${where(finding)}.`,
    next: 'Set this control to enforce.',
  }),
  opens_by_itself: finding => ({
    sentence: `A window opens by itself when something is plugged in${where(finding)}.`,
    next: 'Set this control to enforce, or allow the computer to ask.',
  }),
  can_be_changed: finding => ({
    sentence: `Nothing starts by itself now, but people can change that for themselves${where(finding)}.`,
    next: 'Set this control to enforce: it fixes the setting for everybody.',
  }),
  not_understood: finding => ({
    sentence: `What happens when something is plugged in could not be made out${where(finding)}.`,
    next: 'Plug in a stick at this computer, see what happens, and keep a note of it.',
  }),
  no_autorun_here: () => ({ sentence: 'Nothing starts by itself on a Mac when something is plugged in.' }),
  no_desktop: () => ({
    sentence: 'Nobody can sign in to a desktop on this computer, so nothing opens by itself.',
  }),
};

export const words: ControlWords<Policy> = {
  title: 'AutoRun',
  help: 'Whether a program or a window starts by itself when a stick, disc or phone is plugged in.',
  promise: () => ({
    sentence: 'Nothing on a memory stick starts by itself when it is plugged in.',
    broken: 'may start things from a stick by themselves',
  }),
  say: sayFrom(sentences, 'AutoRun'),
  facts: {
    runs: 'A program may start',
    opens: 'A window opens',
    fixed: 'Fixed for everybody',
    detail: 'Detail',
  },
};
