/** How grave an advisory calls itself: by its CVSS 3 vector where it has one, else by its maker's word. */

export const severities = ['critical', 'high', 'medium', 'low', 'unrated'] as const;
export type Severity = (typeof severities)[number];

type Metric = Record<string, number>;
const metrics = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 } as Metric,
  AC: { L: 0.77, H: 0.44 } as Metric,
  UI: { N: 0.85, R: 0.62 } as Metric,
  impact: { H: 0.56, L: 0.22, N: 0 } as Metric,
  PR: { N: 0.85, L: 0.62, H: 0.27 } as Metric,
  /** Where the scope changes. */
  changedPR: { N: 0.85, L: 0.68, H: 0.5 } as Metric,
};

/** One decimal upwards, in whole numbers so that 4.02 does not become 4.1 by rounding (CVSS 3.1, appendix A). */
function roundUp(value: number): number {
  const whole = Math.round(value * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}

/** Base score of a CVSS 3.0 or 3.1 vector, 0 to 10; undefined for any other text. */
export function cvssScore(vector: string): number | undefined {
  if (!/^CVSS:3\.[01]\//.test(vector)) return undefined;
  const given = new Map(vector.split('/').map(part => part.split(':') as [string, string]));
  const changed = given.get('S') === 'C';
  const read = (table: Metric, name: string) => table[given.get(name) ?? ''] ?? Number.NaN;
  const [c, i, a] = ['C', 'I', 'A'].map(name => read(metrics.impact, name)) as [number, number, number];
  const hurt = 1 - (1 - c) * (1 - i) * (1 - a);
  const impact = changed ? 7.52 * (hurt - 0.029) - 3.25 * (hurt - 0.02) ** 15 : 6.42 * hurt;
  const ease =
    8.22 *
    read(metrics.AV, 'AV') *
    read(metrics.AC, 'AC') *
    read(changed ? metrics.changedPR : metrics.PR, 'PR') *
    read(metrics.UI, 'UI');
  if (Number.isNaN(impact) || Number.isNaN(ease)) return undefined;
  if (impact <= 0) return 0;
  return roundUp(Math.min((changed ? 1.08 : 1) * (impact + ease), 10));
}

function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  return score >= 4 ? 'medium' : 'low';
}

const words: Record<string, Severity> = {
  critical: 'critical',
  high: 'high',
  important: 'high',
  moderate: 'medium',
  medium: 'medium',
  low: 'low',
  negligible: 'low',
  unimportant: 'low',
};

/** `given` are vectors and words, the most telling first. What nobody rated is `unrated`, never harmless. */
export function severityOf(given: readonly string[]): { severity: Severity; score: number | null } {
  for (const one of given) {
    const score = cvssScore(one);
    if (score !== undefined) return { severity: severityOfScore(score), score };
  }
  for (const one of given) {
    const word = one.toLowerCase();
    if (Object.hasOwn(words, word)) return { severity: words[word] ?? 'unrated', score: null };
  }
  return { severity: 'unrated', score: null };
}

/** Cyber Essentials A6.4 and A6.5: within 14 days of the fix where it is critical or high, or where nobody rated it. */
export const fixWithinDays = 14;
export const clockRuns = (severity: Severity) =>
  severity === 'critical' || severity === 'high' || severity === 'unrated';
