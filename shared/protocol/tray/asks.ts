/**
 * What the tray may say to the service. Harmless verbs only: whoever runs programs as that person can say all of them,
 * so none names another person or carries anything that was signed, and only `present` loosens anything: as far as the
 * policy lets that person, and not by saying so alone. One line of JSON each.
 */
import * as z from 'zod';
import { answers, licences } from '../request-facts.ts';

export const trayVersion = 2;

/** Bytes of one line. Longer ones end the connection. */
export const maxAskBytes = 4096;
export const maxToldBytes = 1024 * 1024;

/** What a stick is for, as the person chooses it and the school reads it. */
export const mediaReasons = {
  lesson: 'For a lesson',
  homework: 'For homework',
  photos: 'For photos',
  office: 'For office work',
  other: 'For something else',
} as const;
export type MediaReason = keyof typeof mediaReasons;

/** What people report at a computer, as the school reads it. */
export const problems = {
  not_working: 'Something does not work',
  got_through: 'Something got through that should not be seen here',
  password: 'Somebody else may know a password',
  harmful: 'This computer may have harmful software',
  other: 'Something else is wrong',
} as const;
export type Problem = keyof typeof problems;

/** Facts of an event are at most 300 characters long. */
export const longestWords = { title: 120, publisher: 120, suitability: 120, reason: 300, more: 300 } as const;

export const reportParts = ['findings', 'hardware', 'system', 'software'] as const;
export type ReportPart = (typeof reportParts)[number];

export const noticeAnswers = ['read', 'agreed', 'declined'] as const;

const words = (of: keyof typeof longestWords) => z.string().trim().max(longestWords[of]);

/** `id` comes back with the answer. */
function askSchema() {
  const id = z.int().min(0);
  return z.discriminatedUnion('verb', [
    z.strictObject({
      verb: z.literal('hello'),
      id,
      version: z.literal(trayVersion),
      /** Where the place of a door does not say whose it is (Windows): prove that you are the service. */
      challenge: z
        .string()
        .regex(/^[\w-]{43}$/)
        .optional(),
    }),
    /** Somebody may be here: the service looks for itself. */
    z.strictObject({ verb: z.literal('here'), id }),
    /** Lock my screen. */
    z.strictObject({ verb: z.literal('lock'), id }),
    /** Still working: not off yet. */
    z.strictObject({ verb: z.literal('wait'), id }),
    /** `stick` as a scene named it. */
    z.strictObject({
      verb: z.literal('ask_media'),
      id,
      stick: z.string().max(120),
      reason: z.enum(Object.keys(mediaReasons) as [MediaReason, ...MediaReason[]]),
      write: z.boolean(),
    }),
    z.strictObject({
      verb: z.literal('ask_software'),
      id,
      /** As a scene named it; null: not one that was stopped. */
      program: z.string().max(30).nullable(),
      title: words('title').min(1),
      publisher: words('publisher'),
      reason: words('reason').min(1),
      licence: z.enum(licences),
      /** For which age, in their words. */
      suitability: words('suitability'),
      /** Whether it holds data about people. */
      personalData: z.enum(answers),
    }),
    z.strictObject({
      verb: z.literal('problem'),
      id,
      about: z.enum(Object.keys(problems) as [Problem, ...Problem[]]),
      more: words('more'),
    }),
    /** Do not lock for so many minutes, because something is shown to a class; 0 ends it. */
    z.strictObject({ verb: z.literal('present'), id, minutes: z.int().min(0).max(120) }),
    /** May they look at this screen; `no` also takes a yes back. */
    z.strictObject({
      verb: z.literal('answer_support'),
      id,
      support: z.uuid(),
      answer: z.enum(['yes', 'no']),
    }),
    /** A no of the school was read: it is not shown again. */
    z.strictObject({ verb: z.literal('read_answer'), id, request: z.uuid() }),
    z.strictObject({ verb: z.literal('report'), id, part: z.enum(reportParts) }),
    /** A notice to read whole; null: the school's rules. */
    z.strictObject({ verb: z.literal('notice'), id, notice: z.uuid().nullable() }),
    z.strictObject({
      verb: z.literal('answer_notice'),
      id,
      notice: z.uuid(),
      answer: z.enum(noticeAnswers),
      /** As they write it; empty where nobody is asked for a name. */
      person: z.string().trim().max(100),
    }),
  ]);
}
export type Ask = z.infer<ReturnType<typeof askSchema>>;

let made: ReturnType<typeof askSchema> | undefined;

/** Undefined for what is none. The schema is made for the first tray: a service that meets none does not hold it. */
export function askOf(given: unknown): Ask | undefined {
  made ??= askSchema();
  return made.safeParse(given).data;
}
