/**
 * What `caretaker start` carries from the console to this machine's own agent, through inherited pipes and never
 * an argument or a file: each child is started with `--handover` and has the pipe as file descriptor 3.
 * The console writes this as one line of JSON once it listens, and closes the pipe; the agent reads it to its end.
 */
import * as z from 'zod';

export const handoverDescriptor = 3;

export const handover = z.object({
  /** Where devices connect: `wss://localhost:8443`. */
  url: z.string().max(300),
  /** A pre-approved, single-use, short-lived enrolment code. An agent that is enrolled already ignores it. */
  code: z.string().max(60),
});
export type Handover = z.infer<typeof handover>;
