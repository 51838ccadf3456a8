/**
 * A no to what somebody asked for at a computer, on its way back to them. A yes shows by itself: the stick opens, the
 * program starts.
 */
import * as z from 'zod';

export const longestAnswer = 300;

export const requestAnswer = z.object({
  kind: z.literal('request_answer'),
  requestId: z.uuid(),
  /** `waiting`: the no was taken back, and nobody has decided yet. */
  state: z.enum(['refused', 'waiting']),
  what: z.enum(['media', 'software']),
  /** What a program is called; empty for a stick. */
  title: z.string().max(120),
  /** Whoever asked, as the request named them: nobody else at the computer is told. */
  person: z.string().min(1).max(100),
  /** Who decided. */
  by: z.string().max(100),
  /** Their sentence for whoever asked. */
  answer: z.string().max(longestAnswer),
  /** When, in UTC milliseconds. */
  at: z.int().nonnegative().max(8_640_000_000_000_000),
});
export type RequestAnswer = z.infer<typeof requestAnswer>;
