/** The answer to what somebody asked for at a computer, on its way back to them. */
import * as z from 'zod';

export const longestAnswer = 300;

export const requestAnswer = z.object({
  kind: z.literal('request_answer'),
  requestId: z.uuid(),
  /**
   * `approved`: of a program once a policy that approves it is in force. `waiting`: the decision was taken back, and
   * nobody has decided again.
   */
  state: z.enum(['approved', 'refused', 'waiting']),
  what: z.enum(['media', 'software']),
  /** What a program is called; empty for a stick. */
  title: z.string().max(120),
  /** Whoever asked, as the request named them: nobody else at the computer is told. */
  person: z.string().min(1).max(100),
  /** Who decided. */
  by: z.string().max(100),
  /** Until when a yes is worth anything; left out where that has no end. */
  until: z.int().nonnegative().max(8_640_000_000_000_000).optional(),
  /** Their sentence for whoever asked; empty where nothing is to be said. */
  answer: z.string().max(longestAnswer),
  /** When, in UTC milliseconds. */
  at: z.int().nonnegative().max(8_640_000_000_000_000),
});
export type RequestAnswer = z.infer<typeof requestAnswer>;
