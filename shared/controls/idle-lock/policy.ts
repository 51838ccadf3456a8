/** What a school asks of screens that nobody is using. */
import * as z from 'zod';
import { modeField } from '../mode-field.ts';

/** Minutes that no policy can exceed. */
export const ceilingMinutes = 20;
/** Minutes that the national guidance names (NCSC, CIS). */
export const baselineMinutes = 15;

/** Minutes, half of the ceiling. */
const longestWarning = 10;

/** Minutes that no presentation can exceed. */
const longestPresentation = 120;

export const policy = z.object({
  mode: modeField,
  afterMinutes: z
    .int()
    .min(1)
    .max(ceilingMinutes)
    .default(ceilingMinutes)
    .meta({
      title: 'Lock after, in minutes',
      description: `How long a computer may stand unused before its screen locks: at most ${ceilingMinutes}. National guidance says ${baselineMinutes}.`,
      /** Values that a form offers by name. */
      presets: [
        { value: ceilingMinutes, title: 'School policy' },
        { value: baselineMinutes, title: 'National guidance (NCSC, CIS)' },
      ],
    }),
  warnMinutes: z
    .int()
    .min(2)
    .max(longestWarning)
    .default(2)
    .meta({
      title: 'Warn before the lock, in minutes',
      description: `How long before it locks a computer says so to whoever is signed in: from 2 to ${longestWarning}, and never more than half of the time before the lock. A longer warning puts no lock off. It suits people who need more time, such as those who read by symbols.`,
    }),
  presentationAllowed: z.boolean().default(false).meta({
    title: 'Staff may hold the lock while presenting',
    description:
      'For groups of staff only, never for pupils: somebody who shows something to a class can ask that Caretaker does not lock the screen for a while. It ends by itself and is recorded.',
  }),
  presenters: z.array(z.string().trim().min(1).max(100)).max(200).default([]).meta({
    title: 'Who may, by the name they sign in with',
    description:
      'Only these people can begin a presentation at a computer, also one that pupils use. While this list is empty, everybody can where the policy itself says that windows speak to adults (Accounts, “How windows speak here”), and nobody anywhere else.',
  }),
  presentationMinutes: z
    .int()
    .min(5)
    .max(longestPresentation)
    .default(60)
    .meta({
      title: 'Longest presentation, in minutes',
      description: `How long one presentation may hold the lock: at most ${longestPresentation}.`,
    }),
  secureData: z.boolean().default(false).meta({
    title: 'Secure data is reached from here',
    description:
      'Holds these computers to the rules for secure data: the password again after this time and after sleep, no presentations, and nothing looser for a group, a device or by an exception below the place that says so.',
  }),
  signOutAfterMinutes: z.int().min(ceilingMinutes).max(720).nullable().default(null).meta({
    title: 'Sign abandoned sessions out, after minutes locked',
    description:
      'Nothing: never. Otherwise a session that has stood locked for so long is ended, so that somebody else finds the computer free. Only where the desktop can say that no program asked to be kept open; a program that does not ask loses what was not saved.',
  }),
  mostSessions: z.int().min(1).max(10).nullable().default(null).meta({
    title: 'People signed in at once, at most',
    description:
      'Nothing: as many as like. Otherwise, when more are signed in, locked sessions are ended in the same careful way, the one locked longest first.',
  }),
});
export type Policy = z.infer<typeof policy>;

/** `HILL\\maria`, `maria@hill.example` and `Maria` are one person's name at a computer. */
export function nameMatches(listed: string, user: string | null): boolean {
  const short = (name: string) => name.toLowerCase().replace(/^.*\\/, '').replace(/@.*$/, '');
  return user !== null && short(listed) !== '' && short(listed) === short(user);
}
