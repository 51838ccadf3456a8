/** Messages of the school to people at its computers, and the yearly round of its rules for using them. */
import * as z from 'zod';
import { longest, noticeText, type Rendering } from '../notice.ts';
import { id, listOf, pageQuery, time } from './common.ts';
import { personKinds } from './persons.ts';

const someone = z.object({ id, name: z.string() });
const kind = z.enum(['message', 'agreement']);
const personKind = z.enum(personKinds);

/** A message stands in a small window. */
export const longestMessage: Record<Rendering, number> = { adult: 800, plain: 400, symbols: 200 };

const emptyIsNull = (text: string | null) => (text === null || text.trim() === '' ? null : text.trim());
const textsOf = (most: Record<Rendering, number>) => ({
  adult: noticeText(most.adult),
  plain: z
    .union([z.literal(''), noticeText(most.plain)])
    .nullable()
    .transform(emptyIsNull),
  symbols: z
    .union([z.literal(''), noticeText(most.symbols)])
    .nullable()
    .transform(emptyIsNull),
});
const title = z.string().trim().min(1, 'Write a title').max(100);

// ---- wordings ----

/** One agreement as it is signed: what was signed once keeps its own wording. */
export const wording = z.object({
  id,
  name: z.string(),
  number: z.int(),
  adult: z.string(),
  plain: z.string().nullable(),
  symbols: z.string().nullable(),
  /** SHA-256 of all of it, base64url: devices send it back with each answer. */
  hash: z.string(),
  createdAt: time,
  createdBy: z.string(),
});
export type Wording = z.infer<typeof wording>;
export const wordingList = listOf(wording);
export const wordingInput = z.strictObject({ name: title, ...textsOf(longest) });

// ---- notices ----

export const noticeStates = ['now', 'ended'] as const;
export const noticeQuery = pageQuery.extend({ state: z.enum(noticeStates).default('now') });

const counts = z.object({
  /** Devices of its groups; of them those that hold it, and at which somebody answered. */
  devices: z.object({ all: z.int(), reached: z.int(), answered: z.int() }),
  /** Of an agreement only: who is to sign. */
  people: z.object({ all: z.int(), agreed: z.int(), declined: z.int(), waiting: z.int() }).nullable(),
  /** Answers under sign-in names that are nobody's: whose they were waits for somebody to say. */
  strangers: z.int(),
});

export const noticeView = z.object({
  id,
  kind,
  title: z.string(),
  from: z.string(),
  answer: z.enum(['none', 'read', 'agree']),
  /** Empty: every group. */
  groups: z.array(someone),
  people: z.array(personKind),
  wording: z.int().nullable(),
  issuedAt: time,
  until: time,
  dueAt: time.nullable(),
  /** Since when it is shown no more; null while it is. */
  endedAt: time.nullable(),
  counts,
});
export type NoticeView = z.infer<typeof noticeView>;
export const noticeList = listOf(noticeView);

export const noticeDetail = noticeView.extend({
  texts: z.object({ adult: z.string(), plain: z.string().nullable(), symbols: z.string().nullable() }),
  hash: z.string().nullable(),
  gate: z.boolean(),
  reminders: z.array(time),
  /** Letters to those who have not signed; null for a message. */
  letters: z
    .object({
      /** Grown-ups who have not answered: with an e-mail address, and without. */
      reachable: z.int(),
      unreachable: z.int(),
      /** When letters that are asked for now go out: at once on a school day, else on the next one. Null: no school day is known. */
      goAt: time.nullable(),
      /** Asked for, and not gone yet. */
      waiting: z.object({ by: z.string(), askedAt: time }).nullable(),
      /** The last that went, and to how many. */
      last: z.object({ at: time, people: z.int() }).nullable(),
      /** Why none can be asked for now; null where they can. */
      why: z.string().nullable(),
    })
    .nullable(),
  createdBy: z.string(),
  endedBy: z.string().nullable(),
});
export type NoticeDetail = z.infer<typeof noticeDetail>;

const common = {
  from: z.string().trim().max(100).default(''),
  groupIds: z.array(id).max(200).default([]),
  until: time,
};
export const noticeInput = z.discriminatedUnion('kind', [
  z.strictObject({
    ...common,
    ...textsOf(longestMessage),
    kind: z.literal('message'),
    title,
    answer: z.enum(['none', 'read']),
  }),
  z.strictObject({
    ...common,
    kind: z.literal('agreement'),
    wordingId: id,
    people: z.array(personKind).min(1, 'Choose who is to sign').max(personKinds.length),
    dueAt: time.nullable().default(null),
    gate: z.boolean().default(false),
  }),
]);

// ---- who has, and who has not ----

export const signatureHows = ['device', 'paper', 'parent'] as const;
export type SignatureHow = (typeof signatureHows)[number];
export const signStates = ['waiting', 'declined', 'agreed'] as const;
export type SignState = (typeof signStates)[number];
export const signStateWords: Record<SignState, string> = {
  waiting: 'Not yet',
  declined: 'Said no',
  agreed: 'Signed',
};

export const noticePerson = z.object({
  id,
  name: z.string(),
  kind: personKind,
  group: z.string().nullable(),
  email: z.string().nullable(),
  state: z.enum(signStates),
  how: z.enum(signatureHows).nullable(),
  at: time.nullable(),
  /** At a device: which; otherwise who wrote it down. */
  where: z.string().nullable(),
  rendering: z.enum(['adult', 'plain', 'symbols']).nullable(),
  /** The answer, where somebody wrote it down or said whose it was: it can be taken back. */
  byHand: id.nullable(),
});
export type NoticePerson = z.infer<typeof noticePerson>;
export const noticePeopleQuery = pageQuery.extend({
  state: z.enum(signStates).optional(),
  search: z.string().trim().max(100).optional(),
});
export const noticePeople = listOf(noticePerson);

export const signatureInput = z.strictObject({
  personId: id,
  how: z.enum(['paper', 'parent']),
  signedAt: time,
});
/** Of the answer, to take it back. */
export const signatureWritten = z.object({ id });

export const reachStates = ['away', 'reached', 'answered'] as const;
export const reachWords: Record<(typeof reachStates)[number], string> = {
  away: 'Not yet there',
  reached: 'Shown, not answered',
  answered: 'Answered',
};
export const noticeDevice = z.object({
  id,
  name: z.string(),
  group: z.string(),
  state: z.enum(reachStates),
  reachedAt: time.nullable(),
  answers: z.int(),
  /** The newest answer: who, and when. */
  last: z.object({ who: z.string(), at: time }).nullable(),
});
export type NoticeDevice = z.infer<typeof noticeDevice>;
export const noticeDevicesQuery = pageQuery.extend({ state: z.enum(reachStates).optional() });
export const noticeDevices = listOf(noticeDevice);

/** An answer under a sign-in name that is nobody's address, or a shared one. */
export const noticeStranger = z.object({
  id,
  /** As they wrote their name, and the name by which they signed in. */
  name: z.string(),
  user: z.string(),
  answer: z.enum(['read', 'agreed', 'declined']),
  at: time,
  device: z.string().nullable(),
  /** The one person of the list who is called so: whether it was them waits for somebody to say. */
  namesake: id.nullable(),
});
export type NoticeStranger = z.infer<typeof noticeStranger>;
export const noticeStrangers = listOf(noticeStranger);
export const strangerInput = z.strictObject({ personId: id });
