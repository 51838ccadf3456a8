/** What a school asks of the accounts on its computers. */
import * as z from 'zod';
import { watchingModeField } from '../mode-field.ts';

const names = z.array(z.string().trim().min(1).max(120)).max(100).default([]);

export const policy = z.object({
  mode: watchingModeField,
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
  allowAutoLogon: z.boolean().default(false).meta({
    title: 'Computers may sign in by themselves',
    description: 'Whoever switches such a computer on is signed in without a password.',
  }),
});
export type Policy = z.infer<typeof policy>;
