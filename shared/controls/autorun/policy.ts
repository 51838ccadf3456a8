/** What a school asks of programs and windows that start by themselves when something is plugged in. */
import * as z from 'zod';
import { modeField } from '../mode-field.ts';

export const policy = z.object({
  mode: modeField,
  allowPrompts: z.boolean().default(false).meta({
    title: 'The computer may ask what to do',
    description:
      'When something is plugged in, a window may open that shows it or offers choices. Programs never start by themselves.',
  }),
});
export type Policy = z.infer<typeof policy>;
