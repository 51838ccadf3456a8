/** A weakness as the pages read it, with how the match was made in words. */
import type { Selectable } from 'kysely';
import type {
  Standing,
  Vulnerability,
  VulnerabilityRow,
} from '../../../shared/protocol/api/vulnerabilities.ts';
import { advisoryAddress } from '../../../shared/vulnerabilities/advisory.ts';
import type { Severity } from '../../../shared/vulnerabilities/severity.ts';
import type { Database } from '../database/index.ts';
import type { Affected } from './match.ts';

export type Row = Selectable<Database['vulnerability']>;

export function presentRow(row: Row): VulnerabilityRow {
  return {
    id: row.id,
    key: row.key,
    title: row.title,
    summary: row.summary,
    severity: row.severity as Severity,
    score: row.score === null ? null : row.score / 10,
    standing: row.standing as Standing,
    devices: row.devices,
    publishedAt: row.published_at,
    fixPublishedAt: row.fix_published_at,
    dueAt: row.due_at,
    exploitedDueOn: row.exploited_due_on,
    ransomware: row.ransomware === 1,
    firstSeenAt: row.first_seen_at,
    fixedAt: row.fixed_at,
    decision: decisionOf(row),
  };
}

function decisionOf(row: Row): VulnerabilityRow['decision'] {
  const { decision: kind, decided_at: at, decided_by: by } = row;
  if ((kind !== 'fix' && kind !== 'accept' && kind !== 'not_affected') || at === null || by === null)
    return null;
  return { kind, until: row.decision_until, reason: row.decision_reason, at, by };
}

const mostShown = 200;

export function present(row: Row): Vulnerability {
  const affected: Affected[] = JSON.parse(row.affected);
  const isProduct = row.package.startsWith('product:');
  return {
    ...presentRow(row),
    revision: row.revision,
    advisories: (JSON.parse(row.advisories) as string[]).map(id => ({ id, address: advisoryAddress(id) })),
    how: isProduct ? howProduct(row) : howVersions(row),
    safeVersion: row.safe_version,
    asksSafeVersion: isProduct,
    affected: affected.slice(0, mostShown),
  };
}

function howVersions(row: Row): string {
  const name = row.package.slice(row.package.indexOf(':') + 1);
  return row.package.startsWith('deb:')
    ? `Matched by the source package “${name}” on the same release of the system, with versions compared as dpkg does.`
    : `Matched by the package “${name}” on the same release of the system, with versions compared as rpm does.`;
}

function howProduct(row: Row): string {
  return row.safe_version === null
    ? `Matched by the title’s whole name alone. The catalogue names no versions, so whether your versions are affected is not known.`
    : `Matched by the title’s whole name, with versions compared with ${row.safe_version}, which a person wrote as the first safe one.`;
}
