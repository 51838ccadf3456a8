/**
 * What the school tells whoever sits at a device. One signed document to one device holds every notice that it is to
 * show now: the newest replaces the one before it, so what was withdrawn is no longer in it. Sent as `notices` after
 * `welcome` and at each change. What a person answers comes back as the event `notice.answered` (`noticeAnswer`).
 *
 * A device takes a document that the pinned key signed (`noticesText`), of its own school and device, whose `number` is
 * not below that of the one it keeps; anything else is dropped and told once a session as `notices.not_taken {reason}`.
 * Once it holds others than before it says which, as `notices.kept {notices}`.
 */
import * as z from 'zod';

const time = z.int().nonnegative().max(8_640_000_000_000_000);

/** Plain text; an empty line begins a paragraph. */
export const noticeText = (most: number) =>
  z
    .string()
    .min(1, 'Write the text')
    .max(most)
    .regex(/^[^\p{Cc}]*(?:\n[^\p{Cc}]*)*$/u, 'Plain text only');

/** One text, put in three ways: for adults, in plain words, and short enough to stand beside a picture. */
export const renderings = ['adult', 'plain', 'symbols'] as const;
export type Rendering = (typeof renderings)[number];
export const longest: Record<Rendering, number> = { adult: 6000, plain: 2000, symbols: 300 };

const texts = z.object({
  adult: noticeText(longest.adult),
  plain: noticeText(longest.plain).nullable(),
  symbols: noticeText(longest.symbols).nullable(),
});
export type NoticeTexts = z.infer<typeof texts>;

/** Whose sign-in name it is, for nobody who does not know it: SHA-256 of `settledText`, its first letters. */
const settledKey = z.string().regex(/^[A-Za-z0-9_-]{11}$/);
export const settledLetters = 11;
export const mostSettled = 1500;

export const notice = z.object({
  id: z.uuid(),
  /** `message`: read it. `agreement`: the school's rules for using its computers, agreed to by name, once a year. */
  kind: z.enum(['message', 'agreement']),
  title: z.string().min(1).max(100),
  texts,
  /** SHA-256 of the agreement's renderings, base64url: what was agreed to. Null for a message. */
  hash: z.string().max(43).nullable(),
  /** Who says it: the school, or a person of it. */
  from: z.string().max(100),
  issuedAt: time,
  /** Not shown from then on, whatever was answered. */
  until: time,
  /** `none`: shown until closed, nothing comes back. `read`: “I have read this”. `agree`: a name, and yes or no. */
  answer: z.enum(['none', 'read', 'agree']),
  /** Shown again from each of these times to whoever has not answered: a reminder, never a lock. */
  reminders: z.array(time).max(12),
  /** Whoever has not agreed asks for nothing at this device: no stick is requested. */
  gate: z.boolean(),
  /** Who has answered, here or elsewhere: they are not asked again. */
  settled: z.array(settledKey).max(mostSettled),
  /** Who said no, here or elsewhere: they are not asked again either. */
  declined: z.array(settledKey).max(mostSettled),
  /** For whom a parent or carer signed: they are only told so. */
  informed: z.array(settledKey).max(mostSettled),
});
export type Notice = z.infer<typeof notice>;

export const mostNotices = 5;

export const noticesDocument = z.object({
  schoolId: z.string().max(60),
  deviceId: z.string().max(60),
  /** Rises with every document for this device. */
  number: z.int().positive(),
  issuedAt: time,
  notices: z.array(notice).max(mostNotices),
});
export type NoticesDocument = z.infer<typeof noticesDocument>;

export const noticeAnswered = 'notice.answered' as const;
export const noticesKept = 'notices.kept' as const;

/** One person's answer at one device. It travels as an event, so it is saved, numbered and sent again like any other. */
export const noticeAnswer = z.object({
  noticeId: z.uuid(),
  answer: z.enum(['read', 'agreed', 'declined']),
  /** As they wrote it, for `agreed`; empty where nobody was asked for a name. */
  person: z.string().trim().max(100),
  /** The name by which they signed in to the computer; empty where that is not known. */
  user: z.string().max(100),
  /** Which of the texts they saw, and what was agreed to. */
  rendering: z.enum(renderings),
  hash: z.string().max(43).nullable(),
});
export type NoticeAnswer = z.infer<typeof noticeAnswer>;
