/** What was seen of a computer's firewall, the same for every system. */
import * as z from 'zod';

export const guard = z.object({
  /** What it guards: a Windows network profile, `IPv4`, `IPv6`, or the whole computer. */
  name: z.string().min(1).max(80),
  incoming: z.enum([
    /** What no rule allows is turned away. */
    'blocked',
    /** There is a firewall, and what no rule forbids comes in. */
    'open',
    'off',
    /** Nothing of this kind can come in at all: IPv6 is switched off. */
    'not_used',
    'not_understood',
  ]),
  detail: z.string().max(200).nullable(),
});
export type Guard = z.infer<typeof guard>;

export const observation = z.object({
  product: z.string().min(1).max(80),
  /** Whether the service behind it runs; null where there is none or it was not asked. */
  running: z.boolean().nullable(),
  /** What the program that sets the firewall up says of itself; null where it says nothing, or its rules are in force. */
  claimsToBeOn: z.boolean().nullable(),
  guards: z.array(guard).min(1).max(20),
  /** Firewalls of other makers that are registered with the system. */
  others: z.array(z.object({ name: z.string().min(1).max(120), on: z.boolean().nullable() })).max(20),
});
export type Observation = z.infer<typeof observation>;
