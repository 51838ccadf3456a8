/** What a school asks of screens that nobody is using. */
import * as z from 'zod';
import { modeField } from '../mode-field.ts';

/** Minutes that no policy can exceed. */
export const ceilingMinutes = 20;
/** Minutes that the national guidance names (NCSC, CIS). */
export const baselineMinutes = 15;

export const policy = z.object({
  mode: modeField,
  afterMinutes: z
    .number()
    .int()
    .min(1)
    .max(ceilingMinutes)
    .default(ceilingMinutes)
    .meta({
      title: 'Lock after, in minutes',
      description: `How long a computer may stand unused before its screen locks: at most ${ceilingMinutes}. National guidance says ${baselineMinutes}.`,
    }),
});
export type Policy = z.infer<typeof policy>;
