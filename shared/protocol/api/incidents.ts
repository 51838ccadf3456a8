/** Incidents, the minimal record: what happened to a computer or a password, who knows, and what was done. */
import * as z from 'zod';
import { id, listOf, pageQuery, role, time } from './common.ts';

export const incidentCategories = [
  'malware',
  'password_compromised',
  'personal_data',
  'lost_or_stolen',
  'tampering',
  'something_got_through',
  'other',
] as const;
export type IncidentCategory = (typeof incidentCategories)[number];
export const incidentCategoryWords: Record<IncidentCategory, string> = {
  malware: 'Harmful software',
  password_compromised: 'Password compromised',
  personal_data: 'Personal data lost or seen',
  lost_or_stolen: 'Lost or stolen',
  tampering: 'Protection turned off or got round',
  something_got_through: 'Something got through the filter',
  other: 'Something else',
};

/** Where the record came from: a device by itself, somebody at a device, or somebody in the console. */
export const incidentSources = ['device', 'tray', 'console'] as const;
export type IncidentSource = (typeof incidentSources)[number];
export const incidentSourceWords: Record<IncidentSource, string> = {
  device: 'Found by the computer',
  tray: 'Reported at the computer',
  console: 'Written down here',
};

const status = z.enum(['open', 'closed']);
const category = z.enum(incidentCategories);
const title = z.string().trim().min(1, 'Say in one sentence what happened').max(160);
const text = z.string().trim().min(1, 'Write what was done or found').max(2000);

export const incident = z.object({
  id,
  /** What people call it: incident 12. */
  number: z.int(),
  revision: z.int(),
  category,
  title: z.string(),
  /** Its name then; `id` is null once the device is gone. */
  device: z.object({ id: id.nullable(), name: z.string() }).nullable(),
  source: z.enum(incidentSources),
  reporter: z.string(),
  /** When somebody, or the computer, became aware. */
  noticedAt: time,
  /** When it was reported here: the time between the two is what the school's policy asks about. */
  reportedAt: time,
  /** When a person first wrote what is done about it. */
  answeredAt: time.nullable(),
  status,
  /** A compromised password is changed within 24 hours (C-08). `not_needed`: closed with the password as it was. */
  clock: z
    .object({
      dueAt: time,
      doneAt: time.nullable(),
      state: z.enum(['running', 'overdue', 'in_time', 'late', 'not_needed']),
    })
    .nullable(),
  closedAt: time.nullable(),
  closedBy: z.string().nullable(),
  outcome: z.string(),
});
export type Incident = z.infer<typeof incident>;

export const incidentDetail = incident.extend({
  detail: z.string(),
  /** Of those who could read it, whom it is about: they cannot. */
  about: z.array(z.object({ id, name: z.string() })),
  /** Oldest first; nothing here is changed or taken away. `step`: written by the console. */
  notes: z.array(
    z.object({ id, at: time, author: z.string(), kind: z.enum(['note', 'step']), text: z.string() }),
  ),
  /** The newest moment at which the device says that one of its passwords was set; whose is not known. */
  passwordSetAt: time.nullable(),
});
export type IncidentDetail = z.infer<typeof incidentDetail>;

export const incidentQuery = pageQuery.extend({
  search: z.string().max(100).optional(),
  status: z.enum(['open', 'closed', 'all']).default('open'),
  category: category.optional(),
  /** With a clock that still runs; `overdue` past its time. */
  clock: z.enum(['running', 'overdue']).optional(),
  device: id.optional(),
});
export const incidentList = listOf(incident).extend({
  total: z.int(),
  open: z.int(),
  overdue: z.int(),
});

const about = z.array(id).max(20);
/** Everybody who can read incidents. */
export const incidentReaders = listOf(z.object({ id, name: z.string(), role }));

const revision = z.int().min(1);
export const incidentInput = z.strictObject({
  category,
  title,
  detail: z.string().trim().max(2000).default(''),
  deviceId: id.nullable().default(null),
  /** Not in the future; now when it is not said. */
  noticedAt: time.optional(),
  /** Who told the writer; the writer when empty. */
  reporter: z.string().trim().max(100).default(''),
  /** Whom it is about, of those who could read it: they cannot. Never the writer. */
  about: about.default([]),
});
export const incidentPatch = z.strictObject({
  revision,
  category: category.optional(),
  title: title.optional(),
  noticedAt: time.optional(),
  about: about.optional(),
});
export const incidentNote = z.strictObject({ text });
export const incidentDone = z.strictObject({ revision, doneAt: time });
export const incidentClose = z.strictObject({
  revision,
  outcome: z.string().trim().min(1, 'Say how it ended, and what was learned').max(1000),
});
export const incidentReopen = z.strictObject({
  revision,
  reason: z.string().trim().max(300).default(''),
});

/** How long closed incidents are kept. The data protection officer decides. */
export const incidentRules = z.strictObject({
  keptYears: z.int().min(1, 'At least one year').max(75, 'At most 75 years'),
});
export type IncidentRules = z.infer<typeof incidentRules>;
