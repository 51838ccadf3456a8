/** What a school asks of screens that nobody is using. */
import * as z from 'zod';
import { modeField } from '../mode-field.ts';

/** Minutes that no policy can exceed. */
export const ceilingMinutes = 20;
/** Minutes that the national guidance names (NCSC, CIS). */
export const baselineMinutes = 15;

/** Minutes that no presentation can exceed. */
const longestPresentation = 120;

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
      /** Values that a form offers by name. */
      presets: [
        { value: ceilingMinutes, title: 'School policy' },
        { value: baselineMinutes, title: 'National guidance (NCSC, CIS)' },
      ],
    }),
  presentationAllowed: z.boolean().default(false).meta({
    title: 'Staff may hold the lock while presenting',
    description:
      'For groups of staff only, never for pupils: somebody who shows something to a class can ask that Caretaker does not lock the screen for a while. It ends by itself and is recorded.',
  }),
  presentationMinutes: z
    .number()
    .int()
    .min(5)
    .max(longestPresentation)
    .default(60)
    .meta({
      title: 'Longest presentation, in minutes',
      description: `How long one presentation may hold the lock: at most ${longestPresentation}.`,
    }),
});
export type Policy = z.infer<typeof policy>;
