/** Ages a finding: stale only while its device was awake, silent only after school days (design.md section 5). */
import type { Finding } from '../finding.ts';

/** How a finding stands now, as opposed to when it was observed. */
export type Standing = Pick<Finding, 'state' | 'reason'>;

/**
 * `lastSeenAt` is when the device was last awake and heard of; `silentFrom` the moment from which
 * that silence counts (the end of the policy's school days). All UTC milliseconds.
 */
export function standing(
  finding: Pick<Finding, 'state' | 'reason' | 'observedAt'>,
  freshForMs: number,
  device: { lastSeenAt: number; silentFrom: number },
  now: number,
): Standing {
  if (finding.state === 'not_applicable') return { state: finding.state, reason: finding.reason };
  if (now >= device.silentFrom) return { state: 'unknown', reason: 'silent' };
  if (device.lastSeenAt - finding.observedAt > freshForMs) return { state: 'unknown', reason: 'stale' };
  return { state: finding.state, reason: finding.reason };
}

/** A list of viruses that is older protects nobody, whatever a school asks. */
export const mostSignatureDays = 30;
