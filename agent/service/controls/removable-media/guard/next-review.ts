/** When the guard looks again though nothing happened: one timer, for whatever comes first. */
import { isOver } from './grant.ts';
import { type Grants, inUseSliceMs, warnMs } from './grants.ts';
import type { Visit } from './visit.ts';

/** For what no event told: within the time a finding of this control stays fresh. */
const quietMs = 12 * 60_000;
const blindMs = 30_000;
const swapMs = 60_000;
const shortestMs = 250;
/** A save that comes a little early has still paid for all the time. */
const early = 0.9;

const saveAfterMs = (sliceMs: number | null) => (sliceMs ?? inUseSliceMs) * early;

export const saveIsDue = ({ sliceMs }: Grants, sinceMs: number): boolean =>
  sliceMs !== null && sinceMs >= sliceMs * (early - 0.05);

/** `isSure`: everything could be seen, and what was left open is shut. Times are monotonic. */
export function nextReviewMs(
  now: number,
  isSure: boolean,
  grants: Grants,
  keptAt: number,
  visits: Iterable<Visit>,
): number {
  const waits = [isSure ? quietMs : blindMs];
  for (const grant of grants.live) {
    if (isOver(grant.kept.stage)) continue;
    const left = grants.left(grant);
    waits.push(left, keptAt + saveAfterMs(grants.sliceMs) - now);
    if (grant.kept.stage === 'granted') waits.push(left - warnMs);
  }
  for (const visit of visits) {
    // A card that is swapped in its reader is no event of USB.
    if (visit.open !== null || visit.empty) waits.push(swapMs);
    if (visit.notBefore > now) waits.push(visit.notBefore - now);
    if (now - visit.since < 6000) waits.push(6000 - (now - visit.since));
  }
  return Math.max(shortestMs, Math.min(...waits));
}
