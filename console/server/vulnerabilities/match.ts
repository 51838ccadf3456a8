/** Compares what is installed with what advisories say. Pure: rows in, weaknesses out, with how each match was made. */
import { versionOrder } from '../../../shared/controls/version-order.ts';
import { type Span, spans, spanWith } from '../../../shared/vulnerabilities/advisory.ts';
import { orderOf } from '../../../shared/vulnerabilities/ecosystems.ts';
import type { Severity } from '../../../shared/vulnerabilities/severity.ts';
import type { VersionRow } from '../software/index.ts';

/** One entry of one advisory about a package on one release. */
export interface Advised {
  advisory_id: string;
  cves: string;
  summary: string;
  severity: string;
  score: number | null;
  published_at: number;
  release: string;
  spans: string;
}

/** One installed version that is affected, and what it was compared with. */
export interface Affected {
  softwareId: string;
  name: string;
  version: string;
  release: string;
  /** The version that was compared: of a Debian package its source's. */
  compared: string;
  /** The first version that is not affected; null where there is none yet. */
  fixed: string | null;
}

export interface Weakness {
  /** The CVE where there is one alone, else the advisory. */
  key: string;
  advisories: string[];
  cves: string[];
  summary: string;
  severity: Severity;
  score: number | null;
  publishedAt: number;
  /** When a fix came out, as far as an advisory about fixes says; null where no fix is known. */
  fixPublishedAt: number | null;
  affected: Affected[];
}

const cvesOf = (cves: string) => cves.split(' ').filter(one => one !== '');

/** A record of one CVE (`DEBIAN-CVE-…`), as opposed to the announcement of a fix (`DSA-…`, `USN-…`). */
const isCveRecord = ({ id }: { id: string }) => /CVE-\d{4}-\d+$/.test(id);

interface Hit {
  id: string;
  cves: string[];
  about: Advised;
  affected: Affected[];
}

function hitOf(id: string, entries: readonly Advised[], versions: readonly VersionRow[]): Hit[] {
  const affected = entries.flatMap(entry => affectedBy(entry, versions));
  const [about] = entries;
  return about === undefined || affected.length === 0
    ? []
    : [{ id, cves: cvesOf(about.cves), about, affected }];
}

function affectedBy(entry: Advised, versions: readonly VersionRow[]): Affected[] {
  const found: Span[] = spans.catch([]).parse(JSON.parse(entry.spans));
  const order = orderOf(entry.release);
  return versions
    .filter(({ release }) => release === entry.release)
    .flatMap(({ software_id: softwareId, name, version, release, compared }) => {
      const span = spanWith(found, compared, order);
      return span ? [{ softwareId, name, version, release, compared, fixed: span.fixed ?? null }] : [];
    });
}

/**
 * Of one package: one weakness for each CVE. An announcement whose CVEs all have records of their own that match gives
 * those the day of the fix and disappears; any other stands for itself.
 */
export function weaknesses(versions: readonly VersionRow[], advised: readonly Advised[]): Weakness[] {
  const hits = [...Map.groupBy(advised, one => one.advisory_id)].flatMap(([id, entries]) =>
    hitOf(id, entries, versions),
  );
  const records = hits.filter(isCveRecord);
  const covered = new Set(records.flatMap(({ cves }) => cves));
  const announcements = hits.filter(hit => !isCveRecord(hit));
  const alone = announcements.filter(({ cves }) => cves.length === 0 || cves.some(cve => !covered.has(cve)));
  const groups = Map.groupBy([...records, ...alone], hit =>
    hit.cves.length === 1 ? (hit.cves[0] ?? hit.id) : hit.id,
  );
  return [...groups].map(([key, group]) => weaknessOf(key, group, announcements));
}

function weaknessOf(key: string, group: readonly Hit[], announcements: readonly Hit[]): Weakness {
  const told = [...group].sort((a, b) => (b.about.score ?? -1) - (a.about.score ?? -1));
  const rated = told.find(({ about }) => about.severity !== 'unrated') ?? told[0];
  const about = rated?.about;
  const cves = [...new Set(group.flatMap(hit => hit.cves))];
  const fixes = announcements.filter(one => group.includes(one) || one.cves.some(cve => cves.includes(cve)));
  const affected = oncePerVersion(group.flatMap(hit => hit.affected));
  const publishedAt = Math.min(...group.map(hit => hit.about.published_at));
  const announced = fixes.map(one => one.about.published_at);
  const fixable = affected.some(({ fixed }) => fixed !== null);
  return {
    key,
    advisories: [...new Set([...group, ...fixes].map(({ id }) => id))].sort(),
    cves,
    summary: told.find(({ about: one }) => one.summary !== '')?.about.summary ?? '',
    severity: (about?.severity ?? 'unrated') as Severity,
    score: about?.score ?? null,
    publishedAt,
    fixPublishedAt: fixable ? (announced.length > 0 ? Math.min(...announced) : publishedAt) : null,
    affected,
  };
}

function oncePerVersion(affected: readonly Affected[]): Affected[] {
  const key = (one: Affected) => `${one.softwareId} ${one.release} ${one.version}`;
  const groups = Map.groupBy(affected, key);
  return [...groups.values()].flatMap(group => group.find(({ fixed }) => fixed !== null) ?? group[0] ?? []);
}

/** Versions of a product that are older than the first safe one, as a person wrote it. What cannot be compared is left out. */
export function olderThan(versions: readonly VersionRow[], safe: string): Affected[] {
  return versions
    .filter(({ compared }) => (versionOrder(compared, safe) ?? 0) < 0)
    .map(row => asAffected(row, safe));
}

export const asAffected = (row: VersionRow, fixed: string | null): Affected => ({
  softwareId: row.software_id,
  name: row.name,
  version: row.version,
  release: row.release,
  compared: row.compared,
  fixed,
});
