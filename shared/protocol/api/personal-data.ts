/** What the console keeps about people: for the data protection officer. */
import * as z from 'zod';
import { auditEntry } from './accounts.ts';
import { id, listOf, time } from './common.ts';
import { personKinds } from './persons.ts';
import { period } from './retention.ts';

export const heldKinds = ['devices', 'people', 'belongings', 'happenings', 'console'] as const;
export const heldKindWords: Record<(typeof heldKinds)[number], string> = {
  devices: 'What computers send',
  people: 'People and their accounts',
  belongings: 'Who has what of the school’s',
  happenings: 'What happened and what was decided',
  console: 'The console’s own records',
};

const held = z.object({
  key: z.string(),
  kind: z.enum(heldKinds),
  /** What is kept, in a few words. */
  what: z.string(),
  /** Whom it says something about. */
  about: z.string(),
  why: z.string(),
  /** For how long, and what ends it. */
  kept: z.string(),
  /** It goes by itself after that time; false: it stays until somebody removes it, or for good. */
  endsByItself: z.boolean(),
  /** What may be made of that time here; null where it is another's, or nobody's to change. */
  period: period.nullable(),
  /** Why nobody can change it; empty where somebody can. */
  fixed: z.string(),
  /** How many there are now; null where counting takes too long. */
  count: z.int().nullable(),
  /** When the oldest of them came; null where there is none, or where that is not kept. */
  oldestAt: time.nullable(),
  /** Where its time can be changed, or what it is can be seen. */
  to: z.string().nullable(),
});
export type Held = z.infer<typeof held>;

/** What a computer sends, and what none ever does. */
export const sent = z.object({
  sent: z.array(held.pick({ key: true, what: true, why: true, kept: true })),
  never: z.array(z.string()),
});
export type Sent = z.infer<typeof sent>;

export const personalData = z.object({
  held: z.array(held),
  /** Each time that somebody looked at or took what is about people, the newest first, at most ten. */
  looks: z.array(auditEntry),
  /** In the last 30 days. */
  looksLately: z.int(),
  /** Suppliers who handle personal data, and of how many of them something is missing. */
  processors: z.object({ count: z.int(), wanting: z.int() }),
  never: z.array(z.string()),
});
export type PersonalData = z.infer<typeof personalData>;

/** Somebody of whom it can be taken what is kept. */
const subject = z.object({
  id,
  name: z.string(),
  kind: z.enum(personKinds),
  group: z.string().nullable(),
  email: z.string().nullable(),
});
/** Parts of a name or of an e-mail address. */
export const subjectQuery = z.object({
  search: z.string().trim().min(1, 'Write their name').max(100),
});
export const subjectList = listOf(subject);
export type SubjectList = z.infer<typeof subjectList>;
/** Another name by which computers know them: the one they sign in with there. */
export const subjectFileQuery = z.object({
  also: z
    .string()
    .trim()
    .max(100)
    .default('')
    .refine(name => name === '' || name.length >= 3, 'Write at least three letters'),
});
