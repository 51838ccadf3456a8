/** How a weakness stands, by when it is due, and what it is ordered by. */
import type { Standing } from '../../../shared/protocol/api/vulnerabilities.ts';
import { clockRuns, fixWithinDays, type Severity } from '../../../shared/vulnerabilities/severity.ts';

/** What still has to be done something about. */
export const openStandings: readonly Standing[] = ['undecided', 'planned'];

const dayMs = 24 * 3600_000;

/** `today` as `2026-11-22`. What was accepted until a day is open again after it. */
export function standingOf(
  row: { decision: string | null; decision_until: string | null; asks: boolean },
  today: string,
): Standing {
  if (row.decision === 'not_affected') return 'not_affected';
  if (row.decision === 'accept' && (row.decision_until ?? '') >= today) return 'accepted';
  if (row.asks) return 'to_check';
  return row.decision === 'fix' ? 'planned' : 'undecided';
}

/** 14 days after the fix came out; null where none did or the rule does not ask. */
export function dueAt(severity: Severity, fixPublishedAt: number | null): number | null {
  return fixPublishedAt !== null && clockRuns(severity) ? fixPublishedAt + fixWithinDays * dayMs : null;
}

const weights: Record<Severity, number> = { critical: 400, high: 300, unrated: 250, medium: 200, low: 100 };

/** Known to be exploited first, then by severity; where there is a fix before where there is none. */
export function matterOf(severity: Severity, exploited: boolean, fixable: boolean): number {
  return (exploited ? 1000 : 0) + weights[severity] + (fixable ? 50 : 0);
}

export const isGrave = (severity: Severity, exploited: boolean) => exploited || clockRuns(severity);
