/** Who signs in, with what, and what was done. */
import * as z from 'zod';
import { id, listOf, role, time } from './common.ts';

export const password = z
  .string()
  .min(12, 'Use at least 12 characters: three words together are easy to remember')
  .max(200);

export const signIn = z.strictObject({ email: z.string().trim().max(200), password: z.string().max(200) });
export const useLink = z.strictObject({ token: z.string().max(100) });
/** `current` is needed unless this session began with a sign-in link. `email` is what one then signs in with. */
export const setPassword = z.strictObject({
  password,
  current: z.string().max(200).optional(),
  email: z.email('Write a whole e-mail address, such as office@school.sch.uk').max(200).optional(),
});

export const session = z.object({
  person: z.object({ id, name: z.string(), email: z.string().nullable(), role }),
  school: z.object({ id, name: z.string(), timeZone: z.string() }),
  hasPassword: z.boolean(),
  /** What this person may do: the rows of `access.ts` that their role has. */
  may: z.array(z.string()),
  version: z.string(),
});
export type Session = z.infer<typeof session>;

export const account = z.object({
  id,
  name: z.string(),
  email: z.string().nullable(),
  role,
  lastSignInAt: time.nullable(),
  disabled: z.boolean(),
  /** The account of the person who asks. */
  you: z.boolean(),
});
export type Account = z.infer<typeof account>;
export const accountList = listOf(account);
export const accountInput = z.strictObject({
  name: z.string().trim().min(1, 'Write the person’s name').max(100),
  email: z.email('Write a whole e-mail address, such as head@school.sch.uk').max(200),
  role,
});
export const accountPatch = accountInput.partial().extend({ disabled: z.boolean().optional() });
/** Shown once; opens a page with a button, works once, for the given time. */
export const signInLink = z.object({ url: z.string(), expiresAt: time });

export const token = z.object({
  id,
  label: z.string(),
  role,
  createdAt: time,
  createdBy: z.string(),
  lastUsedAt: time.nullable(),
  expiresAt: time.nullable(),
});
export type Token = z.infer<typeof token>;
export const tokenList = listOf(token);
const daysWords = 'Write a whole number from 1 to 730';
export const tokenInput = z.strictObject({
  label: z.string().trim().min(1, 'Say what the token is for').max(60),
  role,
  days: z.number(daysWords).int(daysWords).min(1, daysWords).max(730, daysWords).default(365),
});
export const madeToken = token.extend({ token: z.string() });

export const schoolInput = z.strictObject({
  name: z.string().trim().min(1).max(100),
  timeZone: z.string().max(60).refine(isTimeZone, 'Not a time zone that this computer knows'),
});

function isTimeZone(value: string): boolean {
  try {
    Intl.DateTimeFormat('en-GB', { timeZone: value });
    return true;
  } catch {
    return false;
  }
}

/** One row of the hash-chained log, newest first. */
export const auditEntry = z.object({
  id,
  number: z.int(),
  at: time,
  /** Who: a person's name, a token's label, "the command line" or a device's name. */
  actor: z.string(),
  action: z.string(),
  /** What was done, as a sentence. */
  sentence: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntry>;
export const auditList = listOf(auditEntry);
