/** When the guard looks again though nothing happened: one timer, for whatever comes first. */
import { isOpen } from './grant.ts';
import { type Grants, sliceOf, warnMs } from './grants.ts';
import type { Visit } from './visit.ts';

/** For what no event told: within the time a finding of this control stays fresh. */
const quietMs = 12 * 60_000;
const blindMs = 30_000;
const swapMs = 60_000;
const shortestMs = 250;
/** A disk that took nothing is asked again. */
const saveAgainMs = 10_000;
/** A save comes a little early, so that all the time is paid. */
const early = 0.1;

export const saveIsDue = (grants: Grants): boolean =>
  grants.isUnsaved || grants.live.some(one => one.paid.left() <= sliceOf(one) * (early + 0.05));

/** `isSure`: everything could be seen, and what was left open is shut. Times are monotonic. */
export function nextReviewMs(now: number, isSure: boolean, grants: Grants, visits: Iterable<Visit>): number {
  const waits = [isSure ? quietMs : blindMs];
  if (grants.isUnsaved) waits.push(saveAgainMs);
  for (const grant of grants.live) {
    const left = grants.left(grant);
    const paid = grant.paid.left();
    waits.push(left);
    if (!grants.isUnsaved) waits.push(paid - sliceOf(grant) * early);
    // It is shut when it is over what could be kept.
    else if (isOpen(grant.kept.stage)) waits.push(paid);
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
