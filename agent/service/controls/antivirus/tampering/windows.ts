/** Microsoft Defender's own log of events: only their numbers and times, for their sentences are translated and may name files. */
import * as z from 'zod';
import { askPowershell, moment, parseAnswer, rowsOf, script } from '../../../system/powershell.ts';
import { type GuardEdges, ProbeError } from '../../control.ts';
import { type Tampering, TamperingGuard } from './tampering.ts';

const source = 'Microsoft Defender';
/** Each look starts a PowerShell. */
const everyMs = 3600_000;

/** Numbers of learn.microsoft.com/defender-endpoint/troubleshoot-microsoft-defender-antivirus. */
const kinds: Record<number, Tampering['what'] | undefined> = {
  5001: 'real_time_off',
  5010: 'scanning_off',
  5012: 'scanning_off',
  5013: 'change_stopped',
};

export const tamperingScript = script(`
  @{
    found = Part {
      $wanted = @{
        LogName = 'Microsoft-Windows-Windows Defender/Operational'
        Id = ${Object.keys(kinds).join(', ')}
        StartTime = (Get-Date).AddDays(-7)
      }
      Events { Get-WinEvent -FilterHashtable $wanted -MaxEvents 200 } | ForEach-Object {
        @{ record = [long]$_.RecordId; id = [int]$_.Id; at = Utc $_.TimeCreated }
      }
    }
  }
`);

const answer = z.object({
  found: rowsOf(z.object({ record: z.int(), id: z.int(), at: moment })),
});

/** Each kind once, with how often: a program may try it every second. Throws ProbeError. */
export function parseTampering(stdout: string): Tampering[] {
  const { found } = parseAnswer(stdout, answer, source);
  if ('error' in found) throw new ProbeError('probe_failed', `Windows answered ${found.error}`, source);
  const last = new Map<Tampering['what'], Tampering>();
  // The newest comes first.
  for (const { record, id, at } of found.rows.toReversed()) {
    const what = kinds[id];
    if (what === undefined) continue;
    const times = (last.get(what)?.times ?? 0) + 1;
    // A log that somebody emptied counts from one again, hence the time.
    last.set(what, { id: `${what} ${record} ${at ?? ''}`, product: source, what, times, at });
  }
  return [...last.values()];
}

export const windowsTampering = (edges: GuardEdges): TamperingGuard =>
  new TamperingGuard(edges, {
    everyMs,
    look: async signal => parseTampering(await askPowershell(edges.machine, tamperingScript, signal)),
  });
