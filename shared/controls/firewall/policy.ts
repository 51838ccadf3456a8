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
  neighbourNetworks: z
    .array(
      z
        .string()
        .regex(
          /^((25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(25[0-5]|2[0-4]\d|1?\d?\d)\/(8|9|[12]\d|30)$/,
          'Write a network such as 10.20.0.0/16',
        ),
    )
    .max(20)
    .default([])
    .meta({
      title: 'Note other devices on these networks',
      description:
        'The school’s own networks, such as 10.20.0.0/16. There computers tell which other devices they have spoken with, by a hash and without any name or address; they search for none. With no network here nothing is noted, and never at home.',
    }),
});
export type Policy = z.infer<typeof policy>;
