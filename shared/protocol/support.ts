/**
 * Somebody of the school wants to look at a screen with the school's own tool: what the computer is told, and what comes
 * back. Caretaker carries the question, the answer and the two moments, never the session itself.
 */
import * as z from 'zod';

const time = z.int().nonnegative().max(8_640_000_000_000_000);

/** Who wants in, with what and what for, as the person at the computer reads it. */
export const supportAsk = z.object({
  kind: z.literal('support_ask'),
  supportId: z.uuid(),
  by: z.string().min(1).max(100),
  purpose: z.string().min(1).max(200),
  tool: z.string().min(1).max(60),
  /** True: whoever sits there must say yes. False: they are only told. */
  consent: z.boolean(),
  /** What is not answered by then is a no. */
  answerBy: time,
  /** Over then, whatever is heard. */
  until: time,
});
export type SupportAsk = z.infer<typeof supportAsk>;

/** The session begins, or it is over. */
export const supportState = z.object({
  kind: z.literal('support_state'),
  supportId: z.uuid(),
  state: z.enum(['begun', 'over']),
});
export type SupportState = z.infer<typeof supportState>;

/**
 * Events of the device. `told`: it has taken the question. `shown`: somebody's tray showed it. `answered`: they said yes
 * or no. `stopped`: they take their yes back.
 */
export const supportEvents = {
  told: 'support.told',
  shown: 'support.shown',
  answered: 'support.answered',
  stopped: 'support.stopped',
} as const;

export const supportFacts = z.object({
  supportId: z.uuid(),
  answer: z.enum(['allowed', 'refused']).nullable().catch(null),
  /** Sign-in name of whoever answered; empty where the system does not say. */
  user: z.string().max(200).catch(''),
});
