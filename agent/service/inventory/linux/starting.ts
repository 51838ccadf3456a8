/** How the computer starts: secure boot by the firmware's own variable, and the chip that keeps keys. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { namesIn, textOf } from '../../system/presence.ts';

/** The number is UEFI's own for its global variables. */
const variable = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';

/** Four bytes of attributes, then one that is 1 or 0. Null where the variable could not be read. */
export async function secureBoot(machine: Machine): Promise<Hardware['secureBoot']> {
  const firmware = await namesIn(machine, '/sys/firmware');
  if (!firmware?.length) return null;
  if (!firmware.includes('efi')) return 'not_possible';
  const bytes = await machine.readBytes(variable, 5).catch(() => null);
  if (bytes?.length !== 5) return null;
  return bytes[4] === 1 ? 'on' : bytes[4] === 0 ? 'off' : null;
}

/** A kernel without the class could not have seen one. */
export async function tpm(machine: Machine): Promise<Hardware['tpm']> {
  const classes = await namesIn(machine, '/sys/class');
  if (!classes?.includes('tpm')) return null;
  const names = await namesIn(machine, '/sys/class/tpm');
  if (names === null) return null;
  const [first] = names.filter(name => /^tpm\d+$/.test(name)).sort();
  if (first === undefined) return 'none';
  const version = (await textOf(machine, `/sys/class/tpm/${first}/tpm_version_major`, 8))?.trim();
  return version === '2' ? '2.0' : version === '1' ? '1.2' : null;
}
