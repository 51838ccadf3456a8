/** The software catalogue: titles across the fleet, and what the school writes of each. */
import * as z from 'zod';
import { id, listOf, pageQuery, time } from './common.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'Write the day as 2026-11-22, or choose it');
const words = (most: number) => z.string().trim().max(most, `At most ${most} characters`);
const optional = (most: number) => words(most).nullable();

/** Where titles are found, in words. */
export const sourceWords: Readonly<Record<string, string>> = {
  registry: 'Windows programs',
  appx: 'Windows apps',
  applications: 'macOS applications',
  dpkg: 'Debian and Ubuntu',
  rpm: 'Fedora and Red Hat',
  snap: 'Snap',
  flatpak: 'Flatpak',
};

export const personalDataAnswers = ['not_said', 'yes', 'no'] as const;

const record = {
  /** Who in the school answers for it. */
  owner: optional(120),
  supplier: optional(120),
  updateSource: optional(120),
  reviewOn: day.nullable(),
  assessedOn: day.nullable(),
  assessedBy: optional(120),
  assessment: optional(2000),
  personalData: z.enum(personalDataAnswers),
  /** Reference of the data protection impact assessment. */
  dpia: optional(200),
  /** Holds children's data, so it belongs on the school's own devices only. */
  schoolOnly: z.boolean(),
  seats: z
    .number('Write a whole number')
    .int('Write a whole number')
    .min(0, 'Write a whole number')
    .max(1_000_000)
    .nullable(),
  contractEndsOn: day.nullable(),
  /** The school's own end of support, which counts before the table's. */
  supportEndsOn: day.nullable(),
  notes: optional(2000),
};
export const titleRecord = z.object(record);
export type TitleRecord = z.infer<typeof titleRecord>;

const support = z.object({
  endsOn: z.string(),
  ended: z.boolean(),
  /** The maker's page; null for the school's own date. */
  source: z.string().nullable(),
});

export const titleRow = z.object({
  id,
  name: z.string(),
  publisher: z.string().nullable(),
  source: z.string(),
  devices: z.int(),
  versions: z.int(),
  /** The only version, or null for several. */
  version: z.string().nullable(),
  firstSeenAt: time,
  support: support.nullable(),
  /** False where no advisory could name it: then nothing is known of its vulnerabilities. */
  covered: z.boolean(),
  open: z.int(),
  grave: z.int(),
  exploited: z.int(),
  toCheck: z.int(),
  owner: z.string().nullable(),
  seats: z.int().nullable(),
});
export type TitleRow = z.infer<typeof titleRow>;

export const titleShows = [
  'all',
  'vulnerable',
  'to_check',
  'unsupported',
  'no_assessment',
  'no_dpia',
  'review_due',
  'over_seats',
  'on_own_devices',
] as const;
export const titleSorts = ['matter', 'name', 'devices', 'firstSeen'] as const;
export const titleQuery = pageQuery.extend({
  /** Parts of a name or publisher. */
  search: z.string().trim().max(100).optional(),
  show: z.enum(titleShows).default('all'),
  source: z.string().max(30).optional(),
  sort: z.enum(titleSorts).default('matter'),
});
export const titleList = listOf(titleRow).extend({ total: z.int() });

export const title = titleRow.extend({
  revision: z.int(),
  /** People’s own computers that have it, where it belongs on the school’s only; otherwise 0. */
  onOwnDevices: z.int(),
  record: titleRecord,
  installed: z.array(
    z.object({
      version: z.string(),
      /** What advisories call the system: `Debian:12`. */
      release: z.string(),
      devices: z.int(),
      firstSeenAt: time,
      /** What it was built from, where that has another name. */
      origin: z.string().nullable(),
    }),
  ),
});
export type Title = z.infer<typeof title>;

/** The revision that the person saw; another one is refused. */
export const titlePatch = z
  .strictObject(record)
  .partial()
  .extend({ revision: z.int().min(0) });

export const installedOn = listOf(
  z.object({
    id,
    name: z.string(),
    group: z.string(),
    /** The computer is a person’s own. */
    own: z.boolean(),
    version: z.string(),
    since: time,
  }),
);
export const installedQuery = pageQuery.extend({ version: z.string().max(120).optional() });

export const supportEnds = z.object({
  number: z.int(),
  issuedOn: z.string(),
  titles: z.int(),
  systems: z.array(
    z.object({
      release: z.string(),
      /** As the system calls itself, where its release alone says little: `Windows 11 Education, build 26100`. */
      name: z.string().nullable(),
      devices: z.int(),
      /** Null where the table says nothing. */
      support: support.nullable(),
    }),
  ),
});
export type SupportEnds = z.infer<typeof supportEnds>;
export const supportEndsInput = z.strictObject({
  text: z.string().min(1, 'The file is empty').max(900_000, 'The file is larger than a table can be'),
});
