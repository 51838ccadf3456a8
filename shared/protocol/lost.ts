/** Orders to a computer that is lost or stolen: it locks, ends permissions and says so on its screen, until it is released. */
import * as z from 'zod';

export const longestLostMessage = 200;

export const lostMode = z.object({
  kind: z.literal('lost_mode'),
  /** Names this time that it was lost: only its own release ends it. */
  lostId: z.uuid(),
  /** For whoever finds it, in the school's words. */
  message: z.string().min(1).max(longestLostMessage),
});
export const lostRelease = z.object({ kind: z.literal('lost_release'), lostId: z.uuid() });
export type LostMode = z.infer<typeof lostMode>;
export type LostRelease = z.infer<typeof lostRelease>;
