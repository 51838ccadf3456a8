/** People whom things are lent to: with or without an account. */
import * as z from 'zod';
import { id, listOf, pageQuery, time } from './common.ts';

export const personKinds = ['staff', 'pupil', 'governor', 'visitor'] as const;
export type PersonKind = (typeof personKinds)[number];
export const personKindWords: Record<PersonKind, string> = {
  staff: 'Staff',
  pupil: 'Pupil',
  governor: 'Governor',
  visitor: 'Visitor',
};
const kind = z.enum(personKinds, 'Choose what they are to the school');

const someone = z.object({ id, name: z.string() });

export const person = z.object({
  id,
  name: z.string(),
  kind,
  /** A class, a year or a department. */
  group: z.string().nullable(),
  email: z.string().nullable(),
  lineManager: someone.nullable(),
  /** Since when they are no longer at the school. */
  leftAt: time.nullable(),
  /** Whether they can sign in. */
  hasAccount: z.boolean(),
  /** Things they have on loan now. */
  holding: z.int(),
});
export type Person = z.infer<typeof person>;

export const personQuery = pageQuery.extend({
  /** Parts of a name or a group. */
  search: z.string().trim().max(100).optional(),
  kind: kind.optional(),
  /** With those who have left. */
  left: z.enum(['yes']).optional(),
});
export const personList = listOf(person).extend({ total: z.int() });

const emptyIsNull = (text: string) => (text === '' ? null : text);
export const personInput = z.strictObject({
  name: z.string().trim().min(1, 'Write the person’s name').max(100),
  kind: kind.default('staff'),
  group: z.string().trim().max(60).transform(emptyIsNull).nullable().default(null),
  email: z
    .union([z.literal(''), z.email('Write a whole e-mail address, or leave it empty').max(200)])
    .transform(emptyIsNull)
    .nullable()
    .default(null),
  lineManagerId: id.nullable().default(null),
});
export const personPatch = personInput.partial().extend({
  name: personInput.shape.name.optional(),
  kind: kind.optional(),
  group: personInput.shape.group.unwrap().optional(),
  email: personInput.shape.email.unwrap().optional(),
  lineManagerId: id.nullable().optional(),
  /** Whether they have left the school. */
  left: z.boolean().optional(),
});

const sheet = z.string().min(1, 'The file is empty').max(1_000_000, 'The file is larger than 1 MB');
const counts = z.object({
  create: z.int(),
  change: z.int(),
  same: z.int(),
  rejected: z.int(),
});
export const peopleCheckInput = z.strictObject({ text: sheet });
export const peopleCheck = z.object({
  /** Which column means what; columns that mean nothing here are not read. */
  columns: z.array(z.object({ header: z.string(), meaning: z.string().nullable() })),
  counts,
  /** The first rows, those that are rejected first. */
  rows: z.array(
    z.object({
      line: z.int(),
      outcome: z.enum(['create', 'change', 'same', 'rejected']),
      name: z.string(),
      words: z.string(),
    }),
  ),
});
export type PeopleCheck = z.infer<typeof peopleCheck>;
/** `expected` is what the check said. */
export const peopleImportInput = z.strictObject({ text: sheet, expected: counts });
export const peopleImported = z.object({ counts });
