/** What a school asks of computers at the end of a day. When a day ends is in the school calendar. */
import * as z from 'zod';
import { modeField } from '../mode-field.ts';

const minutes = (least: number, most: number, usual: number) => z.int().min(least).max(most).default(usual);

export const policy = z.object({
  mode: modeField,
  after: z.enum(['lessons', 'closing']).default('closing').meta({
    title: 'Switch off after',
    description:
      'Lessons: after the last bell. Closing: after the school closes, which also holds on INSET days. Both are in the school calendar.',
  }),
  minutes: minutes(5, 300, 30).meta({
    title: 'Minutes after that',
    description: 'How long after the last bell, or after closing, computers are switched off.',
  }),
  warnMinutes: minutes(2, 60, 10).meta({
    title: 'Warn before, in minutes',
    description: 'How long before it switches off a computer says so to whoever is using it.',
  }),
  deferrals: minutes(0, 6, 2).meta({
    title: 'How often somebody can ask for more time',
    description:
      'Somebody who is still working can wait this often in one day. Each time is recorded, without a name.',
  }),
  deferMinutes: minutes(5, 60, 30).meta({
    title: 'Minutes more each time',
    description: 'How much longer the computer stays on each time.',
  }),
  wakeMinutes: minutes(0, 180, 0).meta({
    title: 'Switch on before school, in minutes',
    description:
      'So that updates and scans are done before anybody comes: a computer that was switched off by this switches itself on that long before the school opens, where its hardware can (Linux and Macs). 0: never.',
  }),
  powerOffsAllowed: minutes(0, 50, 2).meta({
    title: 'Sudden power-offs allowed in two weeks',
    description:
      'A computer that loses its power or crashes more often than this while school is open is shown as not met: its plug, battery or habit needs a look.',
  }),
});
export type Policy = z.infer<typeof policy>;
