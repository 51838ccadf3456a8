/** Remote support, as the tray shows it and answers. */
import * as z from 'zod';

const time = z.int().nonnegative();

/**
 * `ask`: may they look? `told`: they will. `allowed`: somebody here said yes. `on`: it has begun.
 * `no`: somebody here said no, at first or later. `over`: it is done.
 */
export const supportStages = ['ask', 'told', 'allowed', 'on', 'no', 'over'] as const;

export const supportScene = z.object({
  kind: z.literal('support'),
  support: z.uuid(),
  stage: z.enum(supportStages),
  by: z.string().max(100),
  purpose: z.string().max(200),
  tool: z.string().max(60),
  /** Whether a no of somebody here counts: they were asked. */
  asked: z.boolean(),
  /** Of `ask`: until when. */
  answerBy: time.nullable(),
});
export type SupportScene = z.infer<typeof supportScene>;
