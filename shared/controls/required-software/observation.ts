/** What was found of each program that the policy asks for. Nothing else that is installed is named here. */
import * as z from 'zod';

export const observation = z.object({
  system: z.enum(['windows', 'macos', 'linux']),
  looked: z
    .array(
      z.object({
        title: z.string().max(120),
        found: z.array(z.object({ name: z.string().max(200), version: z.string().max(120) })).max(10),
        service: z.string().max(80),
        /** Null when no service was asked about, or it could not be seen. */
        running: z.boolean().nullable(),
      }),
    )
    .max(30),
});
export type Observation = z.infer<typeof observation>;
