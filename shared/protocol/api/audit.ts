/** The change log: narrowed, written into by hand, exported. Its entries are `auditEntry` of accounts.ts. */
import * as z from 'zod';
import { listOf, pageQuery } from './common.ts';

/** What an entry is about; by the word before the dot of its action. */
export const auditKinds = [
  'configuration',
  'policy',
  'filtering',
  'requests',
  'devices',
  'software',
  'people',
  'register',
  'proof',
  'looked',
] as const;
export type AuditKind = (typeof auditKinds)[number];
export const auditKindWords: Record<AuditKind, string> = {
  configuration: 'Changes of configuration',
  policy: 'Policies, exceptions, second person',
  filtering: 'Filtering',
  requests: 'Requests and media',
  devices: 'Devices, orders, codes',
  software: 'Programs, weaknesses, ends of support',
  people: 'People, sign-in, tokens',
  register: 'Assets, loans, disposals',
  proof: 'Promises, reports, reviews, backups',
  looked: 'Who looked at what, and took what as a file',
};

const day = z.iso.date('Write a day as 2026-11-22');

export const auditQuery = pageQuery.extend({
  kind: z.enum(auditKinds).optional(),
  /** `person:ID` or `token:ID`, as `auditPeople` lists them. */
  actor: z.string().max(80).optional(),
  from: day.optional(),
  to: day.optional(),
  search: z.string().trim().max(100).optional(),
});
export const auditPeople = listOf(z.object({ actor: z.string(), name: z.string() }));

const words = (most: number, missing: string) => z.string().trim().min(1, missing).max(most);

/** A change that was made elsewhere and belongs into the same log. */
export const auditManual = z.strictObject({
  about: z.enum(['filtering', 'other']),
  what: words(300, 'Say what was changed'),
  why: words(300, 'Say why'),
  who: words(100, 'Say who did it'),
  askedBy: z.string().trim().max(100).default(''),
  approvedBy: z.string().trim().max(100).default(''),
  /** What could go wrong, and how it would be undone. */
  risk: z.string().trim().max(200).default(''),
  wayBack: z.string().trim().max(200).default(''),
  on: day,
});
