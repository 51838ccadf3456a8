/** The firmware's own table (SMBIOS 2.1 and later) as the kernel shows it, and the memory modules in it. Needs root. */
import type { Hardware } from '../../../../shared/protocol/inventory.ts';
import type { Machine } from '../../controls/control.ts';
import { meaningful } from '../serials.ts';

type Module = NonNullable<Hardware['memoryModules']>[number];

export interface Structure {
  type: number;
  /** The formatted part, its header included. */
  data: Buffer;
  texts: string[];
}

/** Every whole structure. A table that is cut off ends where it is cut. */
export function parseTable(table: Buffer): Structure[] {
  const found: Structure[] = [];
  for (let at = 0; at + 4 <= table.length; ) {
    const length = table[at + 1] ?? 0;
    const end = table.indexOf('\0\0', at + length, 'latin1');
    if (length < 4 || end < 0) break;
    const texts = table.toString('latin1', at + length, end).split('\0');
    found.push({ type: table[at] ?? 0, data: table.subarray(at, at + length), texts });
    at = end + 2;
  }
  return found;
}

/** Numbers of section 7.18.2 of the specification that a computer still in use may have. */
const kinds: Record<number, string> = {
  18: 'DDR',
  19: 'DDR2',
  20: 'DDR2',
  24: 'DDR3',
  26: 'DDR4',
  27: 'LPDDR',
  28: 'LPDDR2',
  29: 'LPDDR3',
  30: 'LPDDR4',
  34: 'DDR5',
  35: 'LPDDR5',
};

const mebibyte = 2 ** 20;

/** Undefined for an empty socket; null where the firmware does not know. */
function sizeOf(data: Buffer): number | null | undefined {
  const size = data.readUInt16LE(12);
  if (size === 0) return undefined;
  if (size === 0xffff) return null;
  if (size === 0x7fff) return data.length >= 32 ? (data.readUInt32LE(28) & 0x7fffffff) * mebibyte : null;
  return (size & 0x7fff) * (size & 0x8000 ? 1024 : mebibyte);
}

function moduleFrom({ data, texts }: Structure): Module[] {
  if (data.length < 21) return [];
  const sizeBytes = sizeOf(data);
  if (sizeBytes === undefined) return [];
  const textAt = (at: number) => (data.length > at ? meaningful(texts[(data[at] ?? 0) - 1]) : null);
  const speed = data.length >= 23 ? data.readUInt16LE(21) : 0;
  return [
    {
      slot: textAt(16),
      sizeBytes,
      kind: kinds[data[18] ?? 0] ?? null,
      speed: speed === 0 || speed === 0xffff ? null : speed,
      part: textAt(26),
    },
  ];
}

export const modulesFrom = (structures: readonly Structure[]): Module[] =>
  structures
    .filter(({ type }) => type === 17)
    .flatMap(moduleFrom)
    .slice(0, 64);

/** Null where the firmware gives no table, or only to root. */
export async function linuxMemoryModules(machine: Machine): Promise<Module[] | null> {
  const table = await machine.readBytes('/sys/firmware/dmi/tables/DMI', 128 * 1024).catch(() => null);
  const structures = table === null ? [] : parseTable(table);
  return structures.some(({ type }) => type === 17) ? modulesFrom(structures) : null;
}
