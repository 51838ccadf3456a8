/** What a school asks of passwords. */
import * as z from 'zod';
import { watchingModeField } from '../mode-field.ts';

export const policy = z.object({
  mode: watchingModeField,
  minLength: z.int().min(4).max(64).default(12).meta({
    title: 'Characters at least',
    description:
      'How long a password must be. Cyber Essentials says 12, or 8 where common passwords are refused. A lighter rule for the youngest belongs to a group of its own.',
  }),
  complexity: z.boolean().default(false).meta({
    title: 'Several kinds of characters',
    description:
      'Ask for capitals, small letters, figures and signs. National advice prefers length: three random words.',
  }),
  lockoutAfter: z.int().min(0).max(100).default(10).meta({
    title: 'Wrong guesses before the account is locked',
    description: 'At most this many. Cyber Essentials says 10. 0 does not ask for it.',
  }),
  maxAgeDays: z.int().min(0).max(730).default(0).meta({
    title: 'Days until a password must be changed',
    description:
      '0 does not ask for it, as national advice has it: people who must change often choose weaker passwords. Some schools’ policies say 90.',
  }),
});
export type Policy = z.infer<typeof policy>;
