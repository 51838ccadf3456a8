/** Which programs of the catalogue were seen. No other program is named here, running or not. */
import * as z from 'zod';

export const observation = z.object({
  found: z
    .array(
      z.object({
        tool: z.string().max(40),
        /** Its version where a list of installed software names it; null where only its process was seen. */
        version: z.string().max(120).nullable(),
        installed: z.boolean(),
        /** Null when the processes could not be read. */
        running: z.boolean().nullable(),
      }),
    )
    .max(64),
  /** False when the processes could not be read: a program without an installer would not have been seen. */
  processesRead: z.boolean(),
});
export type Observation = z.infer<typeof observation>;
