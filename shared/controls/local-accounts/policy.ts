/** What a school asks of the accounts on its computers. */
import * as z from 'zod';
import { type Face, profiles, textSizes } from '../../protocol/tray/face.ts';
import { modeField } from '../mode-field.ts';

const names = z.array(z.string().trim().min(1).max(120)).max(100).default([]);

/** What a technician set at the computer itself stays. */
const asSetThere = 'as_set_there';

/** Shown by programs that know no formatting, so it has none: no line ends, nothing that steers a screen. */
const oneLine = (most: number) =>
  z
    .string()
    .trim()
    .max(most)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'Write it in one line, as plain text');

/** Somebody who comes for a while: a supply teacher, a student on placement. */
const guest = z.object({
  name: z.string().trim().min(1).max(120).meta({
    title: 'Name of the account',
    description: 'As the computer has it, such as “supply2”.',
  }),
  endsOn: z.iso.date('Give the day as year-month-day, such as 2026-12-18.').meta({
    title: 'Last day',
    description: 'The account may be open to the end of this day.',
  }),
  askedBy: z.string().trim().max(120).default('').meta({
    title: 'Asked for by',
    description: 'Who asked that this person may have an account.',
  }),
  authorisedBy: z.string().trim().max(120).default('').meta({
    title: 'Authorised by',
    description: 'Who said that this person may have an account.',
  }),
  rights: z.string().trim().max(200).default('').meta({
    title: 'What it may open',
    description: 'Such as “the class’s shared folder, no records”. Kept as a note: nothing is set by it.',
  }),
});

export const policy = z.object({
  mode: modeField,
  approvedAdministrators: names.meta({
    title: 'Approved administrators',
    description:
      'Names of the accounts on a computer that may change everything on it, and of the directory’s people and groups, such as “SCHOOL\\Domain Admins”. While this list is empty, administrators are shown and not judged, unless everybody is one.',
  }),
  allowedShared: names.meta({
    title: 'Shared accounts allowed',
    description:
      'Names that several people may use, such as one for the nursery. Say why in the school’s records and look again every year.',
  }),
  guests: z.array(guest).max(100).default([]).meta({
    title: 'Accounts of guests',
    description:
      'Accounts on a computer that end: of a supply teacher, a student, a visitor. One that is still open after its last day is a finding; enforced, the computer closes it by itself then (Linux and Windows).',
  }),
  allowAutoLogon: z.boolean().default(false).meta({
    title: 'Computers may sign in by themselves',
    description: 'Whoever switches such a computer on is signed in without a password.',
  }),
  recordSittings: z.boolean().default(false).meta({
    title: 'Keep the times of sign-ins',
    description:
      'When somebody signs in, locks, unlocks and signs out, without a name, for 30 days (on Linux to the second, on Windows and Mac to a few minutes). Off unless the school needs it: tell people before you switch it on.',
  }),
  lookWhereWorkLies: z.boolean().default(false).meta({
    title: 'Look where people’s work lies',
    description:
      'Once a week: how many people’s folders are kept on a computer alone, and how big they are (on Windows not how big), without a name or a file’s name. So that nothing is lost when a computer is set up anew or given away.',
  }),
  staffGroups: z.array(z.string().trim().min(1).max(120)).max(20).default([]).meta({
    title: 'Groups of staff',
    description:
      'Groups in which the accounts of staff are, as the computer names them, such as “staff”. Looked at on the computer only, and only for the next setting.',
  }),
  pupilsOnly: z.boolean().default(false).meta({
    title: 'Only pupils sign in here',
    description:
      'For a group of pupils’ computers: an account of staff that is used at the screen of one begins an incident, without a name, for somebody to look into (on Linux). Needs the times of sign-ins and the groups of staff.',
  }),
  noticeTitle: oneLine(60).default('').meta({
    title: 'Words before sign-in: heading',
    description: 'Shown where the system has room for one (Windows). Such as “Using our computers”.',
  }),
  noticeText: oneLine(300).default('').meta({
    title: 'Words before sign-in',
    description:
      'What everybody reads before they sign in, in one or two short sentences. Say in it how to tell the school of a problem, since nobody can report one from a lock screen. Empty: nothing is shown. In mode enforce it is put into the system’s own notice: the sign-in screen of GNOME and the text consoles, Windows’ legal notice, the Mac’s policy banner.',
  }),
  speaksTo: z
    .enum([asSetThere, ...profiles])
    .default(asSetThere)
    .meta({
      title: 'How windows speak here',
      description:
        'To adults, in plain words, with symbols, or to the adult beside the youngest. As set there: what a technician set at each computer, adult otherwise. Holds in every mode. Each person is told once at the computer, in the windows as they were, before they change.',
    }),
  textSize: z
    .enum([asSetThere, ...textSizes])
    .default(asSetThere)
    .meta({
      title: 'Size of the text in windows',
      description: 'Large is twice the size. Holds in every mode.',
    }),
  readAloud: z.enum([asSetThere, 'on', 'off']).default(asSetThere).meta({
    title: 'Windows offer to be read aloud',
    description: 'A button reads the window with a voice of the computer itself. Holds in every mode.',
  }),
});
export type Policy = z.infer<typeof policy>;

/** Names that a backend has to look for beside those that give cause by themselves. */
export function guestNames(asked: unknown): string[] {
  const read = policy.safeParse(asked);
  return read.success ? read.data.guests.map(({ name }) => name.toLowerCase()) : [];
}

/** How windows speak at one computer. */
interface Speaks {
  face: Face;
  aloud: boolean;
  /** The school's own policy says that adults sit here; what a computer was set to, or was not, says nothing of that. */
  forStaff: boolean;
}

/** How windows speak to people here: the policy's word before what was set at the computer. */
export function faceOf(
  {
    speaksTo,
    textSize,
    readAloud,
    pupilsOnly,
  }: Pick<Policy, 'speaksTo' | 'textSize' | 'readAloud' | 'pupilsOnly'>,
  setThere: { face: Face; aloud: boolean },
): Speaks {
  const { face, aloud } = setThere;
  return {
    face: {
      profile: speaksTo === asSetThere ? face.profile : speaksTo,
      text: textSize === asSetThere ? face.text : textSize,
    },
    aloud: readAloud === asSetThere ? aloud : readAloud === 'on',
    forStaff: speaksTo === 'adult' && !pupilsOnly,
  };
}
