/**
 * A disk that opens by itself because its key lies in a file beside it: the system's own is read by the first stage of
 * starting, which lies on the boot partition, and whoever has the disk has that too. A key in the TPM is none of these.
 */
import type { Volume } from '../../../../shared/controls/disk-encryption/observation.ts';
import { textOf } from '../../system/presence.ts';
import type { Machine } from '../control.ts';
import type { BlockNode } from './parse-lsblk.ts';

const openPlaces = /^\/(boot|efi)\//;
/** The key is on another device, made anew at every start, kept by hardware, or what another program makes of it. */
const elsewhere = /^\/dev\/|:/;
const otherMeans = /\b(tpm2-device|fido2-device|pkcs11-uri|keyscript)=/;

interface Place {
  layers: readonly BlockNode[];
  /** It holds what the computer starts from. */
  isRoot: boolean;
  /** `/boot` is a file system of its own, and not encrypted. */
  bootLiesOpen: boolean;
}

/** `name device key options` of crypttab(5) for one of these layers. */
function keyFiles(crypttab: string, layers: readonly BlockNode[]): string[] {
  return crypttab.split('\n').flatMap(line => {
    const [name = '', , key = '', options = ''] = line.trim().split(/\s+/);
    const ours = layers.some(layer => layer.name === name);
    return ours && key.startsWith('/') && !elsewhere.test(key) && !otherMeans.test(options) ? [key] : [];
  });
}

/** `rd.luks.key=/key` (dracut) and `cryptkey=rootfs:/key` (Arch) name a file within the first stage itself. */
const inFirstStage = (commandLine: string) =>
  /(?:^|\s)(?:rd\.luks\.key=(?:[\w-]+=)?\/[^\s:]+|cryptkey=rootfs:\S+)(?:\s|$)/.test(commandLine);

/** What is wrong with a volume that is encrypted; null where no key was seen to lie open. */
export async function keyBeside(
  machine: Machine,
  { layers, isRoot, bootLiesOpen }: Place,
): Promise<Pick<Volume, 'protection' | 'detail'> | null> {
  if (!bootLiesOpen) return null;
  const crypttab = await textOf(machine, '/etc/crypttab');
  const keys = keyFiles(crypttab ?? '', layers);
  if (keys.some(key => openPlaces.test(key)))
    return { protection: 'suspended', detail: 'its key lies in a file on the boot partition' };
  if (!isRoot) return null;
  const commandLine = await textOf(machine, '/proc/cmdline', 16_384);
  if (keys.length > 0 || inFirstStage(commandLine ?? ''))
    return {
      protection: 'suspended',
      detail: 'it opens by itself, with a key that lies on the boot partition',
    };
  // A file that is not there names no key; one that nobody may read may name one.
  if (crypttab === null || commandLine === null)
    return { protection: 'not_understood', detail: 'whether its key lies beside it could not be read' };
  return null;
}
