/**
 * What was seen of a computer's own accounts, the same for every system. Names are personal data: only
 * accounts that may be a finding or that are administrators are named, the others are counted.
 */
import * as z from 'zod';

export const account = z.object({
  name: z.string().min(1).max(120),
  /** The system's own are root and the built-in administrator of Windows. */
  kind: z.enum(['person', 'system', 'guest']),
  administrator: z.boolean(),
  password: z.enum([
    'set',
    /** No password opens this account: it is locked, or opened in another way. */
    'locked',
    'none',
    /** The system lets it be without; whether it has one cannot be seen. */
    'not_required',
    'not_seen',
  ]),
  /** The computer signs in to it by itself when it starts. */
  autoLogon: z.boolean(),
});
export type Account = z.infer<typeof account>;

/** What could not be looked at, and so may hold more than was seen. */
export const unseen = z.enum(['passwords', 'administrators', 'auto_logon', 'guest', 'remote', 'directory']);
export type Unseen = z.infer<typeof unseen>;

/** What people read before they sign in, in one place of the system: `GNOME’s sign-in screen`. */
export const shownNotice = z.object({
  place: z.string().min(1).max(80),
  /** Null: nothing is shown there. */
  text: z.string().max(2000).nullable(),
  seen: z.boolean(),
});
export type ShownNotice = z.infer<typeof shownNotice>;

export const observation = z.object({
  accounts: z.array(account).max(200),
  /** Enabled accounts of people that give no cause to name them. */
  others: z.int().nonnegative(),
  /** Somebody is signed in by itself whose account is not kept on this computer. */
  autoLogonElsewhere: z.boolean(),
  unseen: z.array(unseen).max(6),
  /** The directory that keeps further accounts, whose rules are not on this computer: `sssd`, `Active Directory`. */
  directory: z.string().max(80).nullable(),
  /** Administrators of this computer whose accounts the directory keeps, people and groups. */
  directoryAdministrators: z.int().nonnegative().nullable(),
  /** Their names, as `SCHOOL\\Domain Admins`; who is in such a group only the directory knows. */
  directoryNames: z.array(z.string().min(1).max(120)).max(50).optional(),
  /** The group of administrators holds a group that everybody is in. */
  everybodyAdministers: z.boolean().optional(),
  /** People and groups that may sign in from another computer (Windows: Remote Desktop). */
  remote: z.array(z.string().min(1).max(120)).max(50).optional(),
  /** Left out while the school asks for no words before sign-in: then nobody looks. */
  notices: z.array(shownNotice).max(10).optional(),
});
export type Observation = z.infer<typeof observation>;
