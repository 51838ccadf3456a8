/** What a school asks of security updates. */
import * as z from 'zod';
import { watchingModeField } from '../mode-field.ts';

export const policy = z.object({
  mode: watchingModeField,
  withinDays: z.int().min(1).max(60).default(14).meta({
    title: 'Days to install a security update',
    description: 'How long after a security update came out it must be installed. Cyber Essentials says 14.',
  }),
  maxListAgeDays: z.int().min(1).max(30).default(7).meta({
    title: 'Oldest list of updates believed, in days',
    description:
      'A computer that has not asked for updates for longer than this is not known to be up to date.',
  }),
  restartWithinDays: z.int().min(1).max(60).default(14).meta({
    title: 'Days to restart after an update',
    description: 'Some updates protect only after a restart. How long that restart may be put off.',
  }),
});
export type Policy = z.infer<typeof policy>;
