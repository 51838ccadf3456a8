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

/** Nothing for a service that runs, failed, was killed for its memory, or never ran since the computer started. */
export function parseStopped(shown: string, now: number): Tampering[] {
  return shown.split(/\n\n+/).flatMap(block => {
    const is = (line: string) => new RegExp(`^${line}$`, 'm').test(block);
    const at = momentOf(/^ActiveExitTimestamp=(.*)$/m.exec(block)?.[1] ?? '');
    const ended = is('LoadState=(loaded|masked)') && is('ActiveState=inactive') && is('Result=success');
    if (!ended || at === null || now - at < forGoodMs) return [];
    return [{ id: `stopped ${at}`, product: 'ClamAV', what: 'service_stopped', times: 1, at } as const];
  });
}

export const linuxTampering = (edges: GuardEdges): TamperingGuard =>
  new TamperingGuard(edges, {
    everyMs,
    look: async signal =>
      parseStopped(
        await commandOutput(edges.machine, 'systemctl', ['show', ...units, properties], signal, 5000),
        edges.machine.now(),
      ),
  });
