import { sayDay } from '../../../../shared/assets/dates.ts';
import {
  severityWords,
  standingWords,
  type VulnerabilityRow,
} from '../../../../shared/protocol/api/vulnerabilities.ts';
import { type Severity, severities } from '../../../../shared/vulnerabilities/severity.ts';
import '../software/software.css';

export const severityChoices = severities.map(value => ({ value, label: severityWords[value] }));

const grave = (severity: Severity) => (severity === 'critical' || severity === 'high' ? 'true' : 'caution');

export function SeverityMark({ row }: { row: Pick<VulnerabilityRow, 'severity' | 'score'> }) {
  return (
    <span className="severity" data-grave={row.severity === 'low' ? 'false' : grave(row.severity)}>
      {severityWords[row.severity]}
      {row.score === null ? '' : ` ${row.score.toFixed(1)}`}
    </span>
  );
}

/** "Accepted until 24 Nov 2026". */
export function saysStanding({
  standing,
  decision,
}: Pick<VulnerabilityRow, 'standing' | 'decision'>): string {
  const until = decision?.until ?? null;
  if (until === null || (standing !== 'planned' && standing !== 'accepted')) return standingWords[standing];
  return `${standingWords[standing]} ${standing === 'planned' ? 'by' : 'until'} ${sayDay(until)}`;
}

const dayMs = 24 * 3600_000;

/** "6 days", from one moment to another. */
export function sayDays(from: number, to: number): string {
  const days = Math.max(0, Math.floor((to - from) / dayMs));
  if (days === 0) return 'less than a day';
  return days === 1 ? '1 day' : `${days} days`;
}
