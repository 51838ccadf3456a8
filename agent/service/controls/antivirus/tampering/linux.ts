/** ClamAV's service, as systemd has it: one that somebody ended is told from one that failed by what systemd calls its result. */
import { commandOutput } from '../../../system/command-output.ts';
import type { GuardEdges } from '../../control.ts';
import { type Tampering, TamperingGuard } from './tampering.ts';

const everyMs = 5 * 60_000;
/** A newer version stops the service and starts it again. */
const forGoodMs = 10 * 60_000;
const units = ['clamav-daemon.service', 'clamd@scan.service'];
const properties = '--property=Id,LoadState,ActiveState,Result,ActiveExitTimestamp';

/** `Mon 2026-11-23 09:14:05 GMT`, in the machine's own time, which is this program's too; the name of the zone is not read. */
function momentOf(text: string): number | null {
  const [, day, time] = /(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})/.exec(text) ?? [];
  const at = Date.parse(`${day}T${time}`);
  return Number.isNaN(at) ? null : at;
}

/** A service that ended in good order: neither failed nor killed for its memory. */
interface Unit {
  id: string;
  runs: boolean;
  ended: boolean;
  /** When; null where systemd has forgotten it, as it does for a service that is not enabled. */
  endedAt: number | null;
}

export function parseUnits(shown: string): Unit[] {
  return shown.split(/\n\n+/).flatMap(block => {
    const is = (line: string) => new RegExp(`^${line}$`, 'm').test(block);
    const id = /^Id=(.+)$/m.exec(block)?.[1];
    if (id === undefined || !is('LoadState=(loaded|masked)')) return [];
    const ended = is('ActiveState=inactive') && is('Result=success');
    const endedAt = momentOf(/^ActiveExitTimestamp=(.*)$/m.exec(block)?.[1] ?? '');
    return [{ id, runs: is('ActiveState=active'), ended, endedAt }];
  });
}

/** Remembers which services it saw run, since systemd does not always. */
export class Stopped {
  readonly #seen = new Map<string, { ran: boolean; endedAt: number | null }>();

  /** Nothing for one that runs, failed, never ran while anybody looked, or has ended just now. */
  look(shown: string, now: number): Tampering[] {
    return parseUnits(shown).flatMap(({ id, runs, ended, endedAt }) => {
      const before = this.#seen.get(id);
      const at = endedAt ?? before?.endedAt ?? (before?.ran ? now : null);
      this.#seen.set(id, { ran: runs || (before?.ran ?? false), endedAt: runs || !ended ? null : at });
      if (!ended || at === null || now - at < forGoodMs) return [];
      return [{ id: `stopped ${at}`, product: 'ClamAV', what: 'service_stopped', times: 1, at } as const];
    });
  }
}

export function linuxTampering(edges: GuardEdges): TamperingGuard {
  const stopped = new Stopped();
  const args = ['show', ...units, properties];
  return new TamperingGuard(edges, {
    everyMs,
    look: async signal =>
      stopped.look(await commandOutput(edges.machine, 'systemctl', args, signal, 5000), edges.machine.now()),
  });
}
