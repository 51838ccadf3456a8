/** ClamAV's own log, looked at only when it has changed. */
import type { GuardEdges } from '../../control.ts';
import { clamavLog, foundIn } from './clamav-log.ts';
import type { Detection } from './detection.ts';
import { DetectionGuard } from './guard.ts';

const everyMs = 60_000;

export function linuxDetections(edges: GuardEdges, configurations: readonly string[]): DetectionGuard {
  const { machine } = edges;
  let seenAt = -1;
  return new DetectionGuard(edges, {
    everyMs,
    async look(): Promise<Detection[] | undefined> {
      const log = await clamavLog(machine, configurations);
      if (log === null || log.changedAt === seenAt) return undefined;
      const found = await foundIn(machine, log.path);
      seenAt = log.changedAt;
      return found;
    },
  });
}
