/** Who the system itself has spoken with lately on the wire: its own table of neighbours, read and never filled by us. */
import * as z from 'zod';
import type { Machine } from '../../control.ts';

export interface Neighbour {
  address: string;
  /** Twelve hex digits in pairs, with colons. */
  mac: string;
  /** The name of the card it was seen on; left out where the table does not tell. */
  on?: string;
}

/** Undefined for what is no single device's address: broadcast, multicast, nothing. */
export function macOf(text: string): string | undefined {
  const pairs = text.toLowerCase().split(/[:-]/);
  if (pairs.length !== 6 || !pairs.every(pair => /^[0-9a-f]{1,2}$/.test(pair))) return undefined;
  const mac = pairs.map(pair => pair.padStart(2, '0')).join(':');
  const first = Number.parseInt(mac.slice(0, 2), 16);
  return (first & 1) === 1 || mac === '00:00:00:00:00:00' ? undefined : mac;
}

const neighbour = (address: string | undefined, text: string | undefined): Neighbour[] => {
  const mac = macOf(text ?? '');
  return mac === undefined || address === undefined ? [] : [{ address, mac }];
};

/** `/proc/net/arp`: only entries that are complete (flag 2), of Ethernet. */
export function parseProcArp(text: string): Neighbour[] {
  const row = /^(\d{1,3}(?:\.\d{1,3}){3})\s+0x1\s+0x([0-9a-f]+)\s+([0-9a-f:]{17})\s/i;
  return text.split('\n').flatMap(line => {
    const [, address, flags, mac] = row.exec(line) ?? [];
    return (Number.parseInt(flags ?? '0', 16) & 2) === 2 ? neighbour(address, mac) : [];
  });
}

/** `arp -a` of Windows and macOS: the addresses alone, for every word between is in the system's language. */
export function parseArp(text: string): Neighbour[] {
  const row =
    /^(?:\S+\s+\()?\s*(\d{1,3}(?:\.\d{1,3}){3})\)?\s+(?:at\s+)?([0-9a-f]{1,2}(?:[:-][0-9a-f]{1,2}){5})(?=\s|$)/i;
  return text.split('\n').flatMap(line => {
    const [, address, mac] = row.exec(line.trim()) ?? [];
    return neighbour(address, mac);
  });
}

const neighbourRows = z.array(z.object({ dst: z.string(), dev: z.string(), lladdr: z.string().optional() }));

/** `ip -j -6 neigh show`: who spoke IPv6. Rows without a hardware address never answered. */
export function parseIpNeighbours(text: string): Neighbour[] {
  try {
    const rows = neighbourRows.parse(JSON.parse(text));
    return rows.flatMap(({ dst, dev, lladdr }) => neighbour(dst, lladdr).map(one => ({ ...one, on: dev })));
  } catch {
    return [];
  }
}

/** `ndp -an` of macOS: `fe80::1%en0  60:c5:47:b:cf:a  en0 23h59m S R`. The heading and what is incomplete have no such address. */
export function parseNdp(text: string): Neighbour[] {
  const row = /^([0-9a-f:]*:[0-9a-f:]*)(?:%\S+)?\s+([0-9a-f]{1,2}(?::[0-9a-f]{1,2}){5})\s+(\S+)(?=\s)/i;
  return text.split('\n').flatMap(line => {
    const [, address, mac, on] = row.exec(line) ?? [];
    return neighbour(address, mac).map(one => ({ ...one, on: on ?? '' }));
  });
}

export type ReadTable = (machine: Machine, signal: AbortSignal) => Promise<Neighbour[]>;

export const procArp: ReadTable = async machine =>
  parseProcArp(await machine.readFile('/proc/net/arp', 256 * 1024).catch(() => ''));

export const arpCommand =
  (...args: string[]): ReadTable =>
  async (machine, signal) => {
    const { exit, stdout } = await machine.run('arp', args, { signal, timeoutMs: 10_000 });
    return exit === 0 ? parseArp(stdout) : [];
  };

/** Both tables of a system. Without the second one, the first is told. */
export const both =
  (older: ReadTable, newer: ReadTable): ReadTable =>
  async (machine, signal) => [...(await older(machine, signal)), ...(await newer(machine, signal))];

export const ipNeighbours: ReadTable = async (machine, signal) => {
  const { exit, stdout } = await machine.run('ip', ['-j', '-6', 'neigh', 'show'], {
    signal,
    timeoutMs: 10_000,
  });
  return exit === 0 ? parseIpNeighbours(stdout) : [];
};

export const ndpCommand: ReadTable = async (machine, signal) => {
  const { exit, stdout } = await machine.run('ndp', ['-an'], { signal, timeoutMs: 10_000 });
  return exit === 0 ? parseNdp(stdout) : [];
};
