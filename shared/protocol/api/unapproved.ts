/** Programs that run without anybody having approved them, and approving one. */
import * as z from 'zod';
import { pathClasses } from '../../controls/approved-software/program.ts';
import { id, listOf, pageQuery, time } from './common.ts';
import { placeKey } from './policies.ts';

/** What a rule can name, the one that says least first: a version is only that file. */
export const approvalWays = ['product', 'publisher', 'package', 'version'] as const;
export type ApprovalWay = (typeof approvalWays)[number];

export const unapprovedShows = ['undecided', 'refused', 'all'] as const;

export const unapproved = z.object({
  id,
  /** `Scratch (MIT)`, a package, or the beginning of what identifies the file. */
  name: z.string(),
  publisher: z.string().nullable(),
  /** The organisation's name out of the publisher. */
  maker: z.string().nullable(),
  product: z.string().nullable(),
  package: z.string().nullable(),
  hash: z.string().nullable(),
  /** What kind of place it lies in, or did where it was last told. */
  place: z.enum([...pathClasses, '']),
  devices: z.int(),
  /** Of them, where the system stops it. */
  stopped: z.int(),
  firstSeenAt: time,
  /** `refused` by a rule; `approved` and `waiting` (for a second person) since the devices told. */
  standing: z.enum(['undecided', 'refused', 'waiting', 'approved']),
  /** What it can be approved by. */
  ways: z.array(z.enum(approvalWays)),
});
export type Unapproved = z.infer<typeof unapproved>;
export const unapprovedList = listOf(unapproved).extend({ total: z.int() });
export const unapprovedQuery = pageQuery.extend({
  search: z.string().trim().max(100).optional(),
  show: z.enum(unapprovedShows).default('undecided'),
  /** Those that a title of the catalogue may be: by package, product or publisher. */
  title: id.optional(),
});

export const unapprovedDetail = unapproved.extend({
  /** The first hundred, by name. */
  on: z.array(z.object({ id, name: z.string(), group: z.string(), since: time, stopped: z.boolean() })),
  /** Whose lists these devices go by, that of most devices first. */
  places: z.array(z.object({ place: placeKey, name: z.string(), devices: z.int() })),
});
export type UnapprovedDetail = z.infer<typeof unapprovedDetail>;

const way = z.enum(approvalWays);
export const approvalQuery = z.strictObject({ by: way, place: placeKey.default('school') });
export const approvalInput = z.strictObject({
  by: way,
  place: placeKey.default('school'),
  reason: z
    .string()
    .trim()
    .min(3, 'Say why, in a few words: it stays in the change log')
    .max(300, 'Say it in at most 300 characters'),
});
