/** Advisories in the OSV format (ossf.github.io/osv-schema), read down to what matching needs. */
import * as z from 'zod';
import { orderOf, releaseOfEcosystem } from './ecosystems.ts';
import { type Severity, severityOf } from './severity.ts';

/** From `introduced` (`0`: from the first version) up to, but not with, `fixed`; or up to and with `last`. */
const span = z.object({ introduced: z.string(), fixed: z.string().optional(), last: z.string().optional() });
export const spans = z.array(span);
export type Span = z.infer<typeof span>;

export interface AdvisoryPackage {
  /** As `releaseOf` writes it. */
  release: string;
  name: string;
  spans: Span[];
}

export interface Advisory {
  id: string;
  cves: string[];
  summary: string;
  severity: Severity;
  score: number | null;
  /** UTC milliseconds. */
  publishedAt: number;
  modifiedAt: number;
  withdrawn: boolean;
  packages: AdvisoryPackage[];
}

const version = z.string().min(1).max(200);
const rangeEvent = z.object({
  introduced: version.optional(),
  fixed: version.optional(),
  last_affected: version.optional(),
});
const severity = z.object({ type: z.string().max(40), score: z.string().max(300) });
const rating = z.string().max(300).optional().catch(undefined);
const affected = z.object({
  package: z.object({ ecosystem: z.string().max(100), name: z.string().min(1).max(200) }).optional(),
  ranges: z
    .array(z.object({ type: z.string().max(40), events: z.array(rangeEvent).max(1000) }))
    .max(100)
    .optional(),
  versions: z.array(version).max(20_000).optional(),
  severity: z.array(severity).max(10).optional().catch(undefined),
  ecosystem_specific: z
    .object({ urgency: rating, ubuntu_priority: rating, severity: rating })
    .optional()
    .catch(undefined),
});
const moment = z.string().transform((text, context) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) context.addIssue('not a time');
  return at;
});
const ids = z.array(z.string().max(100)).max(2000).optional();
const osv = z.object({
  id: z.string().regex(/^[A-Za-z0-9][\w.:~+-]{2,99}$/),
  modified: moment,
  published: moment.optional(),
  withdrawn: z.string().optional(),
  aliases: ids,
  upstream: ids,
  related: ids,
  summary: z.string().optional(),
  details: z.string().optional(),
  severity: z.array(severity).max(10).optional(),
  affected: z.array(affected).max(20_000).optional(),
  database_specific: z.object({ severity: rating }).optional().catch(undefined),
});

/** Undefined for what is no advisory in this format. */
export function readAdvisory(value: unknown): Advisory | undefined {
  const parsed = osv.safeParse(value);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const packages = (data.affected ?? []).flatMap(packageOf);
  return {
    id: data.id,
    cves: cvesOf([data.id, ...(data.aliases ?? []), ...(data.upstream ?? []), ...(data.related ?? [])]),
    summary: summaryOf(data.summary ?? data.details ?? ''),
    ...severityOf(ratings(data)),
    publishedAt: data.published ?? data.modified,
    modifiedAt: data.modified,
    withdrawn: data.withdrawn !== undefined,
    packages,
  };
}

function packageOf(one: z.infer<typeof affected>): AdvisoryPackage[] {
  const release = releaseOfEcosystem(one.package?.ecosystem ?? '');
  if (one.package === undefined || release === undefined) return [];
  const ranges = (one.ranges ?? []).filter(({ type }) => type === 'ECOSYSTEM');
  const found = ranges.flatMap(({ events }) => spansOf(events, orderOf(release)));
  return found.length === 0 ? [] : [{ release, name: one.package.name, spans: found }];
}

type Order = ReturnType<typeof orderOf>;

/** Events in the order of their versions; each `introduced` reaches to the first end after it. */
function spansOf(events: readonly z.infer<typeof rangeEvent>[], order: Order): Span[] {
  const starts = events.flatMap(({ introduced }) => introduced ?? []);
  const ends = events.flatMap(
    ({ fixed, last_affected: last }): (Omit<Span, 'introduced'> & { at: string })[] => {
      if (fixed !== undefined) return [{ at: fixed, fixed }];
      return last === undefined ? [] : [{ at: last, last }];
    },
  );
  return starts.map(introduced => {
    const after = ends.filter(({ at }) => introduced === '0' || (order(introduced, at) ?? 1) <= 0);
    const [next] = after.sort((a, b) => order(a.at, b.at) ?? 0);
    if (next === undefined) return { introduced };
    const { at: _, ...end } = next;
    return { introduced, ...end };
  });
}

function ratings(data: z.infer<typeof osv>): string[] {
  const perPackage = (data.affected ?? []).flatMap(one => [
    ...(one.severity ?? []).map(({ score }) => score),
    one.ecosystem_specific?.severity,
    one.ecosystem_specific?.ubuntu_priority,
    one.ecosystem_specific?.urgency,
  ]);
  const all = [
    ...(data.severity ?? []).map(({ score }) => score),
    data.database_specific?.severity,
    ...perPackage,
  ];
  return all.filter(one => one !== undefined);
}

const cvePattern = /CVE-\d{4}-\d{4,}/;
const cvesOf = (given: readonly string[]) => [
  ...new Set(given.flatMap(id => cvePattern.exec(id)?.[0] ?? [])),
];

/** The first sentence or line, for a list; the source has the rest. */
function summaryOf(text: string): string {
  const [line = ''] = text
    .replace(/^#+\s*\w+\s*\n/, '')
    .trim()
    .split('\n');
  return line.replace(/\s+/g, ' ').slice(0, 300).toWellFormed();
}

/**
 * Whether a version lies in one of the spans: the one it lies in, null for none, undefined where two of the texts could
 * not be compared, because then nobody can say.
 */
export function spanWith(found: readonly Span[], version: string, order: Order): Span | null | undefined {
  let doubt = false;
  for (const one of found) {
    const afterStart = one.introduced === '0' ? 1 : order(version, one.introduced);
    const fixed = one.fixed === undefined ? -1 : order(version, one.fixed);
    const last = one.last === undefined ? -1 : order(version, one.last);
    if (afterStart === undefined || fixed === undefined || last === undefined) doubt = true;
    else if (afterStart >= 0 && fixed < 0 && last <= 0) return one;
  }
  return doubt ? undefined : null;
}

/** Where to read the rest. Made from the id, never taken from a file: a file must not choose where people are sent. */
export function advisoryAddress(id: string): string {
  if (/^CVE-\d{4}-\d+$/.test(id)) return `https://nvd.nist.gov/vuln/detail/${id}`;
  return `https://osv.dev/vulnerability/${encodeURIComponent(id)}`;
}
