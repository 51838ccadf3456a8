/** What a school asks of the firewall on each computer. */
import * as z from 'zod';
import { watchingModeField } from '../mode-field.ts';

export const policy = z.object({
  mode: watchingModeField,
  blockIncoming: z.boolean().default(true).meta({
    title: 'Turn away what no rule allows',
    description:
      'Incoming connections are refused unless a rule allows them, as Cyber Essentials asks. Without this, a firewall that is on but lets everything in is enough.',
  }),
});
export type Policy = z.infer<typeof policy>;
