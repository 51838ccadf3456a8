/**
 * What the school tells whoever sits at a device. One signed document to one device holds every notice that it is to
 * show now: the newest replaces the one before it, so what was withdrawn is no longer in it. Sent as `notices` after
 * `welcome` and at each change. What a person answers comes back as the event `notice.answered` (`noticeAnswer`).
 *
 * A device takes a document that the pinned key signed (`noticesText`), of its own school and device, whose `number` is
 * not below that of the one it keeps; anything else is dropped and told once a session as `notices.not_taken {reason}`.
 */
import * as z from 'zod';

const time = z.int().nonnegative().max(8_640_000_000_000_000);

export const notice = z.object({
  id: z.uuid(),
  /** `message`: read it. `agreement`: the school's rules for using its computers, agreed to by name, once a year. */
  kind: z.enum(['message', 'agreement']),
  title: z.string().min(1).max(100),
  /** Plain text; an empty line begins a paragraph. */
  text: z
    .string()
    .min(1)
    .max(8000)
    .regex(/^[^\p{Cc}]*(?:\n[^\p{Cc}]*)*$/u, 'Plain text only'),
  /** Who says it: the school, or a person of it. */
  from: z.string().max(100),
  issuedAt: time,
  /** Not shown from then on, whatever was answered. */
  until: time,
  /** `none`: shown until closed, nothing comes back. `read`: “I have read this”. `agree`: a name, and yes. */
  answer: z.enum(['none', 'read', 'agree']),
  /** Shown again from this time to whoever has not answered: a reminder, never a lock. Null: not yet. */
  remindAt: time.nullable(),
});
export type Notice = z.infer<typeof notice>;

export const mostNotices = 10;

export const noticesDocument = z.object({
  schoolId: z.string().max(60),
  deviceId: z.string().max(60),
  /** Rises with every document for this device. */
  number: z.int().positive(),
  issuedAt: time,
  notices: z.array(notice).max(mostNotices),
});
export type NoticesDocument = z.infer<typeof noticesDocument>;

/** Exactly these bytes were signed. */
export const signedNotices = z.object({
  payload: z.string().max(200_000),
  signature: z.string().max(100),
});
export type SignedNotices = z.infer<typeof signedNotices>;

export const noticeAnswered = 'notice.answered' as const;

/** One person's answer at one device. It travels as an event, so it is saved, numbered and sent again like any other. */
export const noticeAnswer = z.object({
  noticeId: z.uuid(),
  answer: z.enum(['read', 'agreed']),
  /** As they wrote it, for `agreed`; empty where nobody was asked for a name. */
  person: z.string().trim().max(100),
  /** When they answered, by the device's clock. */
  at: time,
});
export type NoticeAnswer = z.infer<typeof noticeAnswer>;
