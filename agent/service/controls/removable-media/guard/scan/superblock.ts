/** What lies on a disk or partition, by its superblock alone: `blkid -p -o export`. Nothing is mounted to find out. */
import { scannedFileSystems } from '../../../../../../shared/controls/removable-media/policy.ts';

export type Content =
  | { kind: 'file_system'; type: (typeof scannedFileSystems)[number] }
  | { kind: 'locked'; type: 'luks' | 'bitlocker' }
  /** The partitions are asked one by one. */
  | { kind: 'partitions' }
  /** No file system at all: nobody can open files on it either. */
  | { kind: 'nothing' }
  /** Never mounted here, with its name for a person. */
  | { kind: 'refused'; type: string };

const lockedTypes: Partial<Record<string, 'luks' | 'bitlocker'>> = {
  crypto_LUKS: 'luks',
  BitLocker: 'bitlocker',
};

/** blkid(8): 0 found, 2 nothing found, 8 several at once, which a stick may be made to show on purpose. */
export function contentOf(exit: number | null, output: string): Content {
  if (exit === 2) return { kind: 'nothing' };
  if (exit === 8) return { kind: 'refused', type: 'more than one file system at once' };
  if (exit !== 0) return { kind: 'refused', type: 'what could not be read' };
  const found = new Map(output.split('\n').map(line => line.split('=', 2) as [string, string]));
  const type = found.get('TYPE');
  const locked = lockedTypes[type ?? ''];
  const known = scannedFileSystems.find(one => one === type);
  if (known !== undefined) return { kind: 'file_system', type: known };
  if (locked !== undefined) return { kind: 'locked', type: locked };
  if (type !== undefined) return { kind: 'refused', type: type.slice(0, 40) };
  return found.has('PTTYPE') ? { kind: 'partitions' } : { kind: 'nothing' };
}
