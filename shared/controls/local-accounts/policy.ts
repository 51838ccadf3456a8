/** What a school asks of the accounts on its computers. */
import * as z from 'zod';
import { modeField } from '../mode-field.ts';

const names = z.array(z.string().trim().min(1).max(120)).max(100).default([]);

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
  authorisedBy: z.string().trim().max(120).default('').meta({
    title: 'Authorised by',
    description: 'Who said that this person may have an account.',
  }),
});

export const policy = z.object({
  mode: modeField,
  approvedAdministrators: names.meta({
    title: 'Approved administrators',
    description:
      'Names of the accounts on a computer that may change everything on it. While this list is empty, administrators are shown and not judged.',
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
      'When somebody signs in, locks, unlocks and signs out, without a name, for 30 days (on Linux). Off unless the school needs it: tell people before you switch it on.',
  }),
});
export type Policy = z.infer<typeof policy>;

/** Names that a backend has to look for beside those that give cause by themselves. */
export function guestNames(asked: unknown): string[] {
  const read = policy.safeParse(asked);
  return read.success ? read.data.guests.map(({ name }) => name.toLowerCase()) : [];
}
