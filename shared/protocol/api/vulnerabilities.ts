/** Known weaknesses of what is installed: what advisories say, how they were matched, what was decided. */
import * as z from 'zod';
import { type Severity, severities } from '../../vulnerabilities/severity.ts';
import { id, listOf, pageQuery, time } from './common.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Choose a day');

export const standings = [
  'undecided',
  'planned',
  'to_check',
  'accepted',
  'not_affected',
  'fixed',
  'withdrawn',
] as const;
const standing = z.enum(standings);
export type Standing = z.infer<typeof standing>;
export const standingWords: Record<Standing, string> = {
  undecided: 'To decide',
  planned: 'To be mended',
  to_check: 'To check by hand',
  accepted: 'Accepted',
  not_affected: 'Not affected',
  fixed: 'Mended',
  withdrawn: 'Advisory withdrawn',
};
export const severityWords: Record<Severity, string> = {
  critical: 'Critical',
  high: 'High',
  unrated: 'Not rated',
  medium: 'Medium',
  low: 'Low',
};

const decision = z.object({
  kind: z.enum(['fix', 'accept', 'not_affected']),
  until: z.string().nullable(),
  reason: z.string().nullable(),
  at: time,
  by: z.string(),
});

export const vulnerabilityRow = z.object({
  id,
  /** The CVE where there is one alone, else the advisory. */
  key: z.string(),
  title: z.string(),
  summary: z.string(),
  severity: z.enum(severities),
  /** CVSS base score. */
  score: z.number().nullable(),
  standing,
  devices: z.int(),
  publishedAt: time,
  /** When the fix came out; null where no fix is known. */
  fixPublishedAt: time.nullable(),
  /** 14 days after the fix, where it is critical, high or unrated. */
  dueAt: time.nullable(),
  /** From the catalogue of known exploited vulnerabilities: the day by which CISA asks for it. */
  exploitedDueOn: z.string().nullable(),
  ransomware: z.boolean(),
  firstSeenAt: time,
  fixedAt: time.nullable(),
  decision: decision.nullable(),
});
export type VulnerabilityRow = z.infer<typeof vulnerabilityRow>;

export const vulnerabilityShows = [
  'open',
  'overdue',
  'to_check',
  'accepted',
  'not_affected',
  'fixed',
  'all',
] as const;
export const vulnerabilityQuery = pageQuery.extend({
  /** Parts of a title, package, advisory or CVE. */
  search: z.string().trim().max(100).optional(),
  show: z.enum(vulnerabilityShows).default('open'),
  severity: z.enum(severities).optional(),
  /** Only those of one title of the catalogue. */
  title: z.string().max(60).optional(),
});
export const vulnerabilityList = listOf(vulnerabilityRow).extend({ total: z.int() });

export const vulnerability = vulnerabilityRow.extend({
  revision: z.int(),
  advisories: z.array(z.object({ id: z.string(), address: z.string() })),
  /** In words: by what it was matched. */
  how: z.string(),
  /** Written by a person for a product of the catalogue, which names no versions. */
  safeVersion: z.string().nullable(),
  asksSafeVersion: z.boolean(),
  affected: z.array(
    z.object({
      softwareId: id,
      name: z.string(),
      version: z.string(),
      release: z.string(),
      compared: z.string(),
      fixed: z.string().nullable(),
    }),
  ),
});
export type Vulnerability = z.infer<typeof vulnerability>;

export const affectedDevices = listOf(
  z.object({ id, name: z.string(), group: z.string(), title: z.string(), version: z.string() }),
);

const revision = z.int().min(1);
const reason = z.string().trim().max(500, 'At most 500 characters');
export const decisionInput = z.strictObject({
  revision,
  kind: z.enum(['fix', 'accept', 'not_affected', 'none']).describe('`none` takes a decision back.'),
  until: day.optional(),
  reason: reason.optional(),
});
export const safeVersionInput = z.strictObject({
  revision,
  version: z
    .string()
    .trim()
    .regex(/^\d[\w.+-]{0,60}$/, 'Write a version as the maker does, such as 138.0.7204.157')
    .nullable(),
});

export const feedNames = ['debian', 'ubuntu', 'exploited'] as const;
const feedName = z.enum(feedNames);
export type FeedName = z.infer<typeof feedName>;

export const advisoryImport = z.object({
  id,
  name: z.string(),
  origin: z.enum(['file', 'fetched']),
  kind: z.enum(['osv', 'exploited']).nullable(),
  status: z.enum(['running', 'done', 'failed']),
  startedAt: time,
  endedAt: time.nullable(),
  by: z.string(),
  read: z.int(),
  kept: z.int(),
  refused: z.int(),
  newestAt: time.nullable(),
  /** What to know of it, or why it failed. */
  detail: z.string().nullable(),
});
export type AdvisoryImport = z.infer<typeof advisoryImport>;
export const advisoryImports = listOf(advisoryImport);
export const importQuery = z.strictObject({ name: z.string().trim().min(1).max(200) });

export const feedSettings = z.strictObject({
  /** Fetched once a day by the console itself. */
  daily: z.array(feedName).max(feedNames.length),
});
export const fetchInput = z.strictObject({ feed: feedName });

export const vulnerabilitySummary = z.object({
  open: z.int(),
  overdue: z.int(),
  exploited: z.int(),
  toCheck: z.int(),
  accepted: z.int(),
  /** Of those mended in the last year, the middle one; null when none was. */
  medianDaysToFix: z.number().nullable(),
  fixedInYear: z.int(),
  /** When the oldest open one was first seen here. */
  oldestSeenAt: time.nullable(),
  /** Systems of the fleet, and whether advisories about them were ever read. */
  coverage: z.array(
    z.object({
      release: z.string(),
      devices: z.int(),
      how: z.enum(['versions', 'products', 'none', 'not_read']),
    }),
  ),
  feeds: z.array(
    z.object({
      feed: feedName,
      words: z.string(),
      address: z.string(),
      daily: z.boolean(),
      lastAt: time.nullable(),
    }),
  ),
  lastImport: advisoryImport.nullable(),
  /** When a file was last read to its end. */
  lastReadAt: time.nullable(),
});
export type VulnerabilitySummary = z.infer<typeof vulnerabilitySummary>;
