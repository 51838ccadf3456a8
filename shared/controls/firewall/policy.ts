/** What a school asks of the firewall on each computer. */
import * as z from 'zod';
import { watchingModeField } from '../mode-field.ts';

/**
 * A network that is wider takes in what home routers give out: nearly all of them use a /24 somewhere in 192.168, many
 * 10.0.0. One site of a school fits a /16 of its own, and in 192.168 four of the 256 networks there.
 */
const isNarrow = (network: string) => {
  const bits = Number(network.split('/')[1]);
  return bits >= (network.startsWith('192.168.') ? 22 : 16);
};

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
        )
        .refine(
          isNarrow,
          'Too wide: homes use these numbers. At least /16, or /22 where it begins with 192.168',
        ),
    )
    .max(20)
    .default([])
    .meta({
      title: 'Note other devices on these networks',
      description:
        'The school’s own networks, such as 10.20.0.0/16. There computers tell which other devices they have spoken with, by a hash and without any name or address; they search for none. With no network here nothing is noted. A home may use the same numbers: name the routers too.',
    }),
  neighbourGateways: z
    .array(
      z
        .string()
        .regex(/^[0-9A-Fa-f]{2}([:-][0-9A-Fa-f]{2}){5}$/, 'Write an address such as 00:80:77:33:44:55'),
    )
    .max(40)
    .default([])
    .meta({
      title: 'The routers of these networks',
      description:
        'Their network addresses (MAC). With one here, a computer notes other devices only where it has spoken with one of these routers, so never at home.',
    }),
});
export type Policy = z.infer<typeof policy>;
