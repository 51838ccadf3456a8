/** Windows: secure boot by the registry, the key-keeping chip by its own class. The probe's library tells neither. */
import * as z from 'zod';
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { askPowershell, parseAnswer, rowsOf, script } from '../../system/powershell.ts';

/** The firmware is said by the class of its type: 1 the older way, 2 UEFI. */
export const windowsScript = script(`
  @{
    firmware = Part {
      Get-ItemProperty -LiteralPath 'HKLM:\\SYSTEM\\CurrentControlSet\\Control' | ForEach-Object { @{ type = $_.PEFirmwareType } }
    }
    secure = Part {
      Get-ItemProperty -LiteralPath 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecureBoot\\State' | ForEach-Object { @{ on = $_.UEFISecureBootEnabled } }
    }
    tpm = Part {
      Get-CimInstance -Namespace root/cimv2/Security/MicrosoftTpm -ClassName Win32_Tpm | ForEach-Object { @{ version = "$($_.SpecVersion)" } }
    }
  }
`);

const answer = z.object({
  firmware: rowsOf(z.object({ type: z.number().nullish() })),
  secure: rowsOf(z.object({ on: z.number().nullish() })),
  tpm: rowsOf(z.object({ version: z.string() })),
});
type Answer = z.infer<typeof answer>;

function secureBoot({ firmware, secure }: Answer): Hardware['secureBoot'] {
  if ('rows' in firmware && firmware.rows[0]?.type === 1) return 'not_possible';
  const on = 'rows' in secure ? secure.rows[0]?.on : undefined;
  return on === 1 ? 'on' : on === 0 ? 'off' : null;
}

/** `2.0, 0, 1.59`: the first is the specification. An answer without a row is a computer without one. */
function tpm({ tpm: told }: Answer): Hardware['tpm'] {
  if ('error' in told) return null;
  const [row] = told.rows;
  if (row === undefined) return 'none';
  const [version] = row.version.split(',');
  return version === '2.0' || version === '1.2' ? version : null;
}

type Starting = Pick<Hardware, 'secureBoot' | 'tpm'>;

/** Throws ProbeError. */
export function parseStarting(stdout: string): Starting {
  const told = parseAnswer(stdout, answer, 'secure boot');
  return { secureBoot: secureBoot(told), tpm: tpm(told) };
}

/** Never throws: what could not be read is not known, and the rest of the hardware is. */
export async function windowsStarting(machine: Machine, signal?: AbortSignal): Promise<Starting> {
  const never = new AbortController().signal;
  return askPowershell(machine, windowsScript, signal ?? never)
    .then(parseStarting)
    .catch(() => ({ secureBoot: null, tpm: null }));
}
