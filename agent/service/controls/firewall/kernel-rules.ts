/** The packet rules in force, by `nft`; by the older tools where there is no nft, or where nft cannot show all. */
import { commandOutput } from '../../system/command-output.ts';
import { textOf } from '../../system/presence.ts';
import { type Machine, ProbeError } from '../control.ts';
import { parseIptables } from './parse-iptables.ts';
import { parseNft } from './parse-nft.ts';
import type { Chain, Family } from './ruleset.ts';

export const source = 'nft list ruleset';

const older = { IPv4: 'iptables-save', IPv6: 'ip6tables-save' } as const;
const newer = { IPv4: 'iptables-nft-save', IPv6: 'ip6tables-nft-save' } as const;
const legacy = { IPv4: 'iptables-legacy-save', IPv6: 'ip6tables-legacy-save' } as const;
const legacyNames = { IPv4: '/proc/net/ip_tables_names', IPv6: '/proc/net/ip6_tables_names' } as const;
const families: readonly Family[] = ['IPv4', 'IPv6'];

/** What went wrong, under the name that this look goes by. */
const renamed = (error: unknown) =>
  error instanceof ProbeError
    ? new ProbeError(error.reason, error.message, `${source}, ${error.source}`)
    : error;

/** Undefined when the tool is not installed; any other failure is thrown. */
async function output(machine: Machine, command: string, args: readonly string[], signal: AbortSignal) {
  return commandOutput(machine, command, args, signal).catch(error => {
    if (error instanceof ProbeError && error.reason === 'tool_missing') return undefined;
    throw renamed(error);
  });
}

async function filterTable(machine: Machine, family: Family, command: string, signal: AbortSignal) {
  const text = await output(machine, command, ['-t', 'filter'], signal);
  return text === undefined ? undefined : parseIptables(text, family, command);
}

/** Tables of the kernel's older filter, which nft does not show. Asking for one that is not there would make it. */
async function legacyChains(machine: Machine, family: Family, signal: AbortSignal): Promise<Chain[]> {
  const names = await textOf(machine, legacyNames[family], 4096);
  if (names === null)
    throw new ProbeError('probe_failed', `${legacyNames[family]} could not be read`, source);
  if (!/^filter$/m.test(names ?? '')) return [];
  const chains =
    (await filterTable(machine, family, legacy[family], signal)) ??
    (await filterTable(machine, family, older[family], signal));
  if (chains) return chains;
  throw new ProbeError('tool_missing', `${legacy[family]} is not installed`, source);
}

/** nft shows extensions of iptables only by name; where iptables is there, it shows those tables in full. */
async function inFull(machine: Machine, chains: Chain[], signal: AbortSignal): Promise<Chain[]> {
  const tables = { IPv4: 'ip filter', IPv6: 'ip6 filter' } as const;
  let all = chains;
  for (const family of families) {
    if (!chains.some(({ table, opaque }) => table === tables[family] && opaque)) continue;
    const full = await filterTable(machine, family, newer[family], signal);
    if (full) all = [...all.filter(({ table }) => table !== tables[family]), ...full];
  }
  return all;
}

async function byOlderTools(machine: Machine, signal: AbortSignal): Promise<Chain[]> {
  const found = await Promise.all(
    families.map(family => filterTable(machine, family, older[family], signal)),
  );
  if (found[0] === undefined)
    throw new ProbeError('tool_missing', 'neither nft nor iptables is installed', source);
  return found.flatMap(chains => chains ?? []);
}

/** Throws ProbeError. */
export async function kernelRules(
  machine: Machine,
  signal: AbortSignal,
): Promise<{ chains: Chain[]; tool: string }> {
  const printed = await output(machine, 'nft', ['-j', 'list', 'ruleset'], signal);
  if (printed === undefined) return { chains: await byOlderTools(machine, signal), tool: 'iptables' };
  const chains = await inFull(machine, parseNft(printed), signal);
  const before = await Promise.all(families.map(family => legacyChains(machine, family, signal)));
  return { chains: [...chains, ...before.flat()], tool: 'nftables' };
}
