/** How notices travel: exactly these bytes were signed. Apart from `notice.ts`, which a device reads only when some come. */
import * as z from 'zod';

export const signedNotices = z.object({
  payload: z.string().max(500_000),
  signature: z.string().max(100),
});
export type SignedNotices = z.infer<typeof signedNotices>;
