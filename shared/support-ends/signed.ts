/** How a table of ends of support travels: exactly these bytes were signed. Apart from `table.ts`, which a device reads only when it was given one. */
import * as z from 'zod';

/** Characters of a table, so that it reaches every device whole; some seven hundred rows. */
const maxPayload = 128_000;

/** As it is kept and carried: `signature` is Ed25519 over `supportText(payload)`, base64url. */
export const signedSupportTable = z.object({
  payload: z.string().max(maxPayload),
  signature: z.string().max(100),
});
export type SignedSupportTable = z.infer<typeof signedSupportTable>;

/** The public half of the key that signs tables, raw, base64url. It signs nothing else. */
export const supportKey = '8VTYxmGppMVQh0pxay7-q89cTggQXZ4rp0V9GRLvKg0';

export const supportText = (payload: string) => `caretaker.support-ends.v1\n${payload}`;
