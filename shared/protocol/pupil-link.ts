/** A link that the safeguarding lead puts on the computers of pupils, such as the button for telling CEOP (D-11). */
import * as z from 'zod';

export const pupilLink = z.object({
  /** What stands in the menu: plain words that pupils read. */
  words: z
    .string()
    .trim()
    .min(1, 'Write what pupils read')
    .max(60)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u, 'Write it in one line, as plain text'),
  /** Opened in the computer's own browser, so always secure, and never with a name or password in it. */
  url: z
    .url({ protocol: /^https$/, error: 'Write an address that begins with https://' })
    .max(300)
    .regex(/^https:\/\/[^/?#@\\]+(?:[/?#]|$)/, 'Write it without a name or password'),
});
export type PupilLink = z.infer<typeof pupilLink>;
