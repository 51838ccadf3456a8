/** The report to the governors: no person, no computer, and no number from which one could be told. */
import * as z from 'zod';
import { listOf, time } from './common.ts';

const dayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Give a day as YYYY-MM-DD.');
const verdict = z.enum(['holds', 'does_not_hold', 'cannot_be_known', 'nothing_to_check']);

/** "fewer than 5", "about 20": what may be said of a number of computers. */
const amount = z.string();

export const governorsReport = z.object({
  format: z.literal('caretaker.governors-report.v1'),
  school: z.string(),
  /** The kept day that it is made from, and that day's seal. */
  day: dayText,
  seal: z.string(),
  /** The day of the report before, or null for the first one. */
  since: dayText.nullable(),
  headline: z.string(),
  comment: z.string(),
  promises: z.array(
    z.object({
      key: z.string(),
      sentence: z.string(),
      verdict,
      /** In the report before; null where it was not in it. */
      before: verdict.nullable(),
      answer: z.string(),
      broken: amount,
      unknown: amount,
      excepted: amount,
      /** Kept days since the report before, and on how many of them it held. */
      held: z.object({ days: z.int(), of: z.int() }),
    }),
  ),
  changed: z.array(z.string()),
  unknown: z.array(z.string()),
  exceptions: z.array(z.string()),
  decisions: z.array(z.string()),
  coverage: z.array(z.string()),
});
export type GovernorsReport = z.infer<typeof governorsReport>;

/** `GET /api/v1/governors-reports/preview`. Without a day, of the newest that was kept. */
export const governorsQuery = z.strictObject({ day: dayText.optional() });

/** `POST /api/v1/governors-reports`: keeps it for good. */
export const governorsInput = z.strictObject({
  day: dayText,
  comment: z.string().trim().max(1500, 'At most 1,500 characters: one paragraph on the first page.'),
});

const kept = z.object({ number: z.int(), day: dayText, keptAt: time, keptBy: z.string() });
export type KeptGovernorsReport = z.infer<typeof kept>;
export const keptGovernorsReport = kept;
/** Newest first. */
export const governorsReports = listOf(kept);
export const governorsParams = z.object({ number: z.coerce.number().int().min(1).max(100_000) });
