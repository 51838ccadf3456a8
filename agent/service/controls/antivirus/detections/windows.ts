/** What Microsoft Defender found, by its own classes. Of where it was found only the kind of place is asked for. */
import * as z from 'zod';
import { askPowershell, moment, parseAnswer, rowsOf, script } from '../../../system/powershell.ts';
import type { Machine } from '../../control.ts';
import { ProbeError } from '../../control.ts';
import type { Detection, Place } from './detection.ts';

const source = 'Microsoft Defender';

/** The path is looked at here and never printed: it may hold a person's name. */
export const detectionsScript = script(`
  function Place($resource) {
    switch -Regex ("$resource") {
      '^[a-z]+:_?[A-Z]:\\\\Users\\\\[^\\\\]+\\\\AppData\\\\Local\\\\Temp\\\\' { return 'temporary' }
      '^[a-z]+:_?[A-Z]:\\\\Users\\\\' { return 'home' }
      '^[a-z]+:_?[A-Z]:\\\\(Windows|Program Files|ProgramData)' { return 'system' }
      default { return 'elsewhere' }
    }
  }
  @{
    found = Part {
      Get-CimInstance -Namespace root/Microsoft/Windows/Defender -ClassName MSFT_MpThreatDetection |
        Sort-Object -Property InitialDetectionTime -Descending | Select-Object -First 50 | ForEach-Object {
          @{
            id = "$($_.DetectionID)"
            threat = [long]$_.ThreatID
            status = [int]$_.ThreatStatusID
            at = Utc $_.InitialDetectionTime
            place = Place ($_.Resources | Select-Object -First 1)
          }
        }
    }
    threats = Part {
      Get-CimInstance -Namespace root/Microsoft/Windows/Defender -ClassName MSFT_MpThreat | ForEach-Object {
        @{ id = [long]$_.ThreatID; name = "$($_.ThreatName)" }
      }
    }
  }
`);

const answer = z.object({
  found: rowsOf(
    z.object({
      id: z.string().min(1).max(100),
      threat: z.number(),
      status: z.int(),
      at: moment,
      place: z.string().max(20),
    }),
  ),
  threats: rowsOf(z.object({ id: z.number(), name: z.string().max(400) })),
});

/** ThreatStatusID as Microsoft documents it for MSFT_MpThreatDetection. */
const actions: Record<number, Detection['action']> = {
  1: 'none',
  2: 'cleaned',
  3: 'quarantined',
  4: 'removed',
  5: 'allowed',
  6: 'blocked',
  102: 'failed',
  103: 'failed',
  104: 'failed',
  105: 'failed',
  106: 'failed',
  107: 'failed',
};

const places: Record<string, Place> = { home: 'home', system: 'system', temporary: 'temporary' };

/** The oldest first. Throws ProbeError. */
export function parseDetections(stdout: string): Detection[] {
  const { found, threats } = parseAnswer(stdout, answer, source);
  if ('error' in found) throw new ProbeError('probe_failed', `Windows answered ${found.error}`, source);
  const names = new Map('rows' in threats ? threats.rows.map(({ id, name }) => [id, name]) : []);
  return found.rows
    .map(
      (row): Detection => ({
        // The same detection is told again when what became of it is another thing.
        id: `${row.id} ${row.status}`,
        product: source,
        threat: names.get(row.threat) || `threat number ${row.threat}`,
        action: actions[row.status] ?? 'not_known',
        place: places[row.place] ?? 'elsewhere',
        at: row.at,
      }),
    )
    .reverse();
}

export async function defenderDetections(machine: Machine, signal: AbortSignal): Promise<Detection[]> {
  return parseDetections(await askPowershell(machine, detectionsScript, signal));
}
