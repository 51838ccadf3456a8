/**
 * What a computer collects about itself when its technician orders it: this list is shown beforehand, and nothing else
 * leaves. It travels as events `diagnostics.part`, each with a piece of one JSON text.
 */
import * as z from 'zod';

/** In the order of the file, each with all that it holds, in words. */
export const diagnosticParts = {
  versions:
    'Caretaker’s and Node’s version, the processor’s kind, and since when the computer and Caretaker run.',
  resources:
    'How much memory and disk space there is and is free, how many processors, and how busy they are.',
  console:
    'Whether Caretaker reaches this console, since when, how far the clocks differ, and how many records wait to be sent.',
  controls:
    'Each check: its state, the reason, how it is kept, when it last looked, and whether Caretaker has set anything for it.',
  services:
    'Whether the system’s services that Caretaker leans on run, by name, and how often each was started again.',
  log: 'The last 200 lines of Caretaker’s own log since it started: the time and its fixed words, without what stood beside them.',
} as const;

/** What it never holds, as it stands beside the list. */
export const neverInDiagnostics =
  'Never: names of people or accounts, names or contents of files, what was looked at on the web, programs’ windows or command lines, addresses, places, keys or passwords.';

export const collectDiagnostics = z.object({ kind: z.literal('collect_diagnostics') });

const time = z.int().nonnegative().max(8_640_000_000_000_000);
const size = z.int().nonnegative().nullable();
const word = z.string().regex(/^[\w.@:-]{1,80}$/);

/** Anything that is not listed here is dropped before it leaves. */
export const diagnostics = z.object({
  collectedAt: time,
  versions: z.object({
    agent: z.string().max(40),
    node: z.string().max(40),
    platform: z.string().max(20),
    architecture: z.string().max(20),
    computerSince: time,
    serviceSince: time,
  }),
  resources: z.object({
    memoryBytes: size,
    memoryFreeBytes: size,
    serviceBytes: size,
    diskBytes: size,
    diskFreeBytes: size,
    processors: z.int().nonnegative(),
    /** Of the last minute; null on Windows. */
    load: z.number().nonnegative().nullable(),
  }),
  console: z.object({
    state: word.nullable(),
    since: time.nullable(),
    clockOffsetMs: z.int().nullable(),
    intercepted: z.boolean(),
    waiting: z.int().nonnegative(),
    policyNumber: z.int().nonnegative(),
    restraint: word.nullable(),
  }),
  controls: z
    .array(
      z.object({
        control: word,
        state: word,
        reason: word,
        how: word,
        observedAt: time,
        set: z.boolean(),
      }),
    )
    .max(40),
  /** Null: they could not be asked. */
  services: z
    .array(
      z.object({
        name: word,
        state: word,
        result: word.nullable(),
        restarts: z.int().nonnegative().nullable(),
      }),
    )
    .max(40)
    .nullable(),
  log: z.array(z.object({ at: time, event: z.string().max(60) })).max(200),
});
export type Diagnostics = z.infer<typeof diagnostics>;

/** How long the console keeps them. */
export const diagnosticsDays = 14;

export const diagnosticsEvent = 'diagnostics.part';
const pieces = 16;
const pieceLength = 300;
export const mostParts = 32;

/** `order`, `part` from 1, `of`, and up to 16 pieces of the text. */
export type PartFacts = Record<string, string | number>;

/** Throws when it is longer than 32 events carry. */
export function partsOf(order: string, text: string): PartFacts[] {
  const length = pieces * pieceLength;
  const of = Math.max(1, Math.ceil(text.length / length));
  if (of > mostParts) throw new Error('diagnostics are too long');
  return Array.from({ length: of }, (_, at) => {
    const own =
      text.slice(at * length, (at + 1) * length).match(new RegExp(`[^]{1,${pieceLength}}`, 'g')) ?? [];
    return { order, part: at + 1, of, ...Object.fromEntries(own.map((piece, n) => [`text${n}`, piece])) };
  });
}

/** One event's piece of the text. */
export const textOfPart = (facts: Record<string, unknown>): string =>
  Array.from({ length: pieces }, (_, n) => facts[`text${n}`])
    .map(piece => (typeof piece === 'string' ? piece.slice(0, pieceLength) : ''))
    .join('');
