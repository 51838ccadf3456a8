/** Whether a dm-crypt layer really encrypts: by `cryptsetup status` as root, else by what the kernel says of it. */
import type { Volume } from '../../../../shared/controls/disk-encryption/observation.ts';
import { commandResult } from '../../system/command-output.ts';
import { textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';
import type { BlockNode } from './parse-lsblk.ts';

type Cipher = Pick<Volume, 'protection' | 'method' | 'detail'>;

/**
 * Reads `type: LUKS2` and `cipher: aes-xts-plain64`; undefined when the layer was not described. LUKS2 encrypts and decrypts
 * a disk in use from one end to the other: until that is done, part of it may lie open, and which way it goes is not told.
 */
export function parseCryptsetupStatus(stdout: string): Cipher | undefined {
  const field = (name: string) => new RegExp(`^\\s*${name}:\\s+(\\S+)`, 'm').exec(stdout)?.[1];
  const type = field('type');
  const cipher = field('cipher');
  if (!type || !cipher) return undefined;
  const method = `${type} ${cipher}`.slice(0, 120);
  if (/cipher_null/.test(cipher)) return { protection: 'off', method, detail: 'its cipher encrypts nothing' };
  if (/^\s*reencryption:/m.test(stdout))
    return { protection: 'encrypting', method, detail: 'is being encrypted anew: part of it may lie open' };
  return { protection: 'on', method, detail: null };
}

/** `CRYPT-LUKS2-…` as the device-mapper names a layer, readable by everybody. */
export function parseLayerName(uuid: string): Cipher | undefined {
  const kind = /^CRYPT-([A-Z0-9]+)-/.exec(uuid.trim())?.[1];
  if (kind === undefined) return undefined;
  return { protection: 'on', method: kind, detail: 'its cipher is only shown to an administrator' };
}

async function asked(machine: Machine, layer: BlockNode, signal: AbortSignal): Promise<Cipher | undefined> {
  const result = await commandResult(machine, 'cryptsetup', ['status', layer.name], signal).catch(() => null);
  if (result === null) return undefined;
  const described = result.exit === 0 ? parseCryptsetupStatus(result.stdout) : undefined;
  // What it could not say, or said only in part, nothing else vouches for: the kernel's name tells of no writing anew.
  const detail = `cryptsetup status: exit ${result.exit}${result.exit === 0 ? ', but no layer was described' : ''}`;
  return described ?? { protection: 'not_understood', method: null, detail };
}

/** Without root and without cryptsetup, the kernel's own name for the layer is the witness. */
export async function cipherOf(machine: Machine, layer: BlockNode, signal: AbortSignal): Promise<Cipher> {
  const confirmed = machine.privileged ? await asked(machine, layer, signal) : undefined;
  if (confirmed) return confirmed;
  const uuid = await textOf(machine, `/sys/class/block/${layer.kname}/dm/uuid`);
  const named = typeof uuid === 'string' ? parseLayerName(uuid) : undefined;
  return (
    named ?? { protection: 'not_understood', method: null, detail: `no kind is known for ${layer.name}` }
  );
}
