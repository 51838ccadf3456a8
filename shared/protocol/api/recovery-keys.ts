/** Keys that open a computer's disk when nothing else does, where the school keeps them in the console. */
import * as z from 'zod';
import { waitsForYes } from './approvals.ts';
import { id, listOf, time } from './common.ts';

export const keyTests = ['opens', 'does_not_open', 'not_tried'] as const;

export const recoveryKey = z.object({
  id,
  /** As the device names it: `C:`, `/`. */
  volume: z.string(),
  /** The system's own name of what it belongs to, as BitLocker shows it where it asks for the key; null for a typed one. */
  protector: z.string().nullable(),
  keptAt: time,
  /** Who typed it; null when the device handed it over. */
  keptBy: z.string().nullable(),
  /** What came of trying it at the device, last; null until it was tried. */
  tested: z.object({ at: time, result: z.enum(keyTests), why: z.string() }).nullable(),
});
export type RecoveryKey = z.infer<typeof recoveryKey>;
/** `asked`: the policy of the device has keys kept. */
export const recoveryKeyList = listOf(recoveryKey).extend({ asked: z.boolean() });

const reason = z.string().trim().min(1, 'Say why: it goes into the audit log').max(300);

export const recoveryKeyInput = z.strictObject({
  volume: z.string().trim().min(1, 'Say which disk').max(200),
  key: z
    .string()
    .trim()
    .min(8, 'A recovery key is longer than that')
    .max(150, 'A recovery key is shorter than that'),
});

export const recoveryKeyReveal = z.strictObject({ reason, password: z.string().max(200).optional() });

/** The key; or a second person has to agree first, and the same wish shows it within the hour after their yes. */
export const recoveryKeyShown = z.union([z.object({ key: z.string() }), waitsForYes]);
export type RecoveryKeyShown = z.infer<typeof recoveryKeyShown>;
