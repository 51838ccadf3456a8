/** The report to the governors: no person, no computer, and no number from which one could be told. */
import * as z from 'zod';
import { id, listOf, numberInAddress, role, time } from './common.ts';

const dayText = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Give a day as YYYY-MM-DD.');
const verdict = z.enum(['holds', 'does_not_hold', 'cannot_be_known', 'nothing_to_check']);

/** "fewer than 5", "about 20": what may be said of a number of computers. */
const amount = z.string();

/** What happened in one stretch of time; no two of one school overlap. */
const period = z.object({
  from: dayText,
  to: dayText,
  /** Of the school's calendar: "Autumn term 2026"; empty where it has none. */
  name: z.string(),
});
const figure = z.object({
  key: z.string(),
  name: z.string(),
  /** One for each period, oldest first. */
  amounts: z.array(amount),
  /** The last period beside the one before, by what was told of both; null where they cannot be compared. */
  beside: z.enum(['more', 'fewer', 'about_as_many']).nullable(),
});
export const figureParts = ['incidents', 'disposals', 'stock_takes', 'changes'] as const;
const figures = z.object({
  /** Oldest first, at most four. */
  periods: z.array(period),
  parts: z.array(z.object({ key: z.enum(figureParts), rows: z.array(figure) })),
});
export type ReportFigures = z.infer<typeof figures>;

/** `v1` reports, kept before there were figures of incidents, disposals, stock-takes and changes, stay as they are. */
export const governorsReport = z.object({
  format: z.enum(['caretaker.governors-report.v1', 'caretaker.governors-report.v2']),
  school: z.string(),
  /** The kept day that it is made from, and that day's seal. */
  day: dayText,
  seal: z.string(),
  /** The day of the report before, or null for the first one. */
  since: dayText.nullable(),
  headline: z.string(),
  comment: z.string(),
  /** What the headteacher recommends to the governors. */
  recommendation: z.string().default(''),
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
  /** Promises that no check on a computer proves and the school's records show: how each stands, without a figure. */
  recorded: z
    .array(
      z.object({
        /** The line of the requirements. */
        line: z.string().optional(),
        ...{ sentence: z.string(), verdict },
        /** By the word of whoever looked, and by no figure. */
        byWord: z.literal(true).optional(),
        /** In the report before; null where it was not in it. */
        before: verdict.nullable(),
      }),
    )
    .default([]),
  /** When the policy was last looked at, and how far the school's rules are signed. */
  policy: z.array(z.string()).default([]),
  changed: z.array(z.string()),
  unknown: z.array(z.string()),
  exceptions: z.array(z.string()),
  decisions: z.array(z.string()),
  figures: figures.nullable().default(null),
  /** What is still to be done, without any number. */
  outstanding: z.array(z.string()).default([]),
  coverage: z.array(z.string()),
});
export type GovernorsReport = z.infer<typeof governorsReport>;

/** `GET /api/v1/governors-reports/preview`. Without a day, of the newest that was kept. */
export const governorsQuery = z.strictObject({ day: dayText.optional() });

/** `POST /api/v1/governors-reports`: keeps it for good. */
const words = z.string().trim().max(1500, 'At most 1,500 characters: one paragraph on the first page.');
export const governorsInput = z.strictObject({
  day: dayText,
  comment: words,
  recommendation: words.default(''),
});

const kept = z.object({
  number: z.int(),
  day: dayText,
  keptAt: time,
  keptBy: z.string(),
  /** By e-mail, and to how many; null while it has not gone out. */
  sentAt: time.nullable(),
  sentTo: z.int(),
});
export type KeptGovernorsReport = z.infer<typeof kept>;
export const keptGovernorsReport = kept;
/** Newest first. Where the school has a headteacher with an account, only they keep one. */
export const governorsReports = listOf(kept).extend({ mayKeep: z.boolean() });
export const governorsParams = z.object({ number: numberInAddress(1, 100_000) });
/** `GET /api/v1/governors-reports/{number}`: as it was kept. */
export const governorsReportKept = kept.extend({ hash: z.string(), report: governorsReport });

/** `/api/v1/governors-reports/letters`: to whom a kept report goes, and who gets the week in five lines. */
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time such as 08:00');
const letters = {
  /** On the first school morning after it was kept. */
  at: clockTime,
  /** Accounts. */
  people: z.array(id).max(50),
  /** Of those who have no account, such as the clerk. */
  addresses: z.array(z.email('Write an e-mail address').max(200)).max(20),
  /** On the last school day of a week. */
  weekAt: clockTime,
  week: z.array(id).max(20),
};
export const governorLettersInput = z.strictObject({ revision: z.int().nonnegative(), ...letters });
const receiver = z.object({ id, name: z.string(), email: z.string(), role });
export const governorLetters = z.object({
  revision: z.int(),
  ...letters,
  /** Who may be chosen for the report, and who for the week. */
  accounts: z.array(receiver),
  weekAccounts: z.array(receiver),
  mail: z.object({ server: z.string(), from: z.string() }).nullable(),
  /** The next moments at which each could go out; null where no school day is known within a year. */
  nextAt: time.nullable(),
  nextWeekAt: time.nullable(),
});
export type GovernorLetters = z.infer<typeof governorLetters>;
