/** What a pack says of itself, signed: shapes that the maker writes and `caretaker verify` reads. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { frameworkKey } from '../../../shared/clauses/frameworks.ts';

export const manifestName = 'manifest.json';
export const signatureName = 'signature.json';
export const sealedDayName = 'day.json';
export const sealsName = 'seals.json';

const sha256Text = z.string().regex(/^[0-9a-f]{64}$/);

export const manifest = z.strictObject({
  format: z.literal('caretaker.evidence.v1'),
  school: z.string(),
  day: z.string(),
  /** For whom; packs made before there was a choice say nothing. */
  framework: frameworkKey.optional(),
  madeAt: z.string(),
  /** The audit log as it was when the pack was made, and its last entry when the day was kept. */
  auditLog: z.strictObject({
    entries: z.int(),
    head: z.string(),
    headWhenKept: z.string(),
    whole: z.boolean(),
  }),
  files: z.array(z.strictObject({ name: z.string(), bytes: z.int(), sha256: sha256Text })),
});
export type Manifest = z.infer<typeof manifest>;

/** Ed25519 over the bytes of the manifest; both base64url, the key raw. */
export const signature = z.strictObject({ key: z.string(), signature: z.string() });

/** The kept day to the letter, so that its seal can be worked out again. */
export const sealedDay = z.strictObject({
  school_id: z.string(),
  day: z.string(),
  kept_at: z.int(),
  body: z.string(),
  previous_hash: z.string(),
  hash: sha256Text,
});

export const seals = z.array(
  z.strictObject({ day: z.string(), previous_hash: z.string(), hash: sha256Text }),
);

export const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/** "3F0A-92C1-…": the first 20 digits of the key's SHA-256, to be read out over a telephone. */
export function sayKey(key: string): string {
  const digits = sha256(Buffer.from(key, 'base64url')).slice(0, 20).toUpperCase();
  return digits.match(/.{4}/g)?.join('-') ?? digits;
}
