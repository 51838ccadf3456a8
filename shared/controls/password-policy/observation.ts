/** What a system asks of passwords, the same for every system. Never a password, a hash, or whose either is. */
import * as z from 'zod';

const days = z.int().nonnegative().max(100_000);

export const observation = z.object({
  /** Characters that a new password must have. Null where that could not be read, here and below. */
  minLength: z.int().nonnegative().max(1000).nullable(),
  /** Whether it must hold several kinds of characters. */
  complexity: z.boolean().nullable(),
  /** Whether common passwords are refused. */
  denyList: z.boolean().nullable(),
  /** Wrong guesses after which the account is locked for a while; 0 for never. */
  lockoutAfter: z.int().nonnegative().max(100_000).nullable(),
  /** Days after which a new account's password runs out; 0 for never. */
  maxAgeDays: days.nullable(),
  /** One row for each person's account here, without a name; null where they could not be seen. */
  people: z
    .array(
      z.object({
        /** When the password was last set, in UTC milliseconds. */
        setAt: z.int().nullable(),
        /** Days after which this one runs out; 0 for never. */
        maxAgeDays: days.nullable(),
      }),
    )
    .max(500)
    .nullable(),
  /** The directory that keeps the rules of its own people: `sssd`, `Active Directory`. */
  directory: z.string().max(80).nullable(),
  /** Whether there is a directory could not be looked at, or not of every kind. */
  directoryNotSeen: z.boolean().optional(),
});
export type Observation = z.infer<typeof observation>;
