/**
 * Linux: the kernel's own rules, which is what every firewall program comes down to. firewalld and ufw
 * are only asked what they believe, to say when the kernel does otherwise. `ufw status` is not run: it
 * writes a lock, and asks the same kernel.
 */
import type { Guard, Observation } from '../../../../shared/controls/firewall/observation.ts';
import { textOf } from '../../system/presence.ts';
import { type Backend, type Machine, ProbeError } from '../control.ts';
import { kernelRules, source } from './kernel-rules.ts';
import { NeighboursGuard } from './neighbours/guard.ts';
import { type Chain, type Family, fateOf } from './ruleset.ts';

interface FrontEnd {
  name: string;
  on: boolean;
}

/** firewall-cmd(1): 0 running, 252 not running. Undefined where it is not installed or does not say. */
async function firewalld(machine: Machine, signal: AbortSignal): Promise<FrontEnd | undefined> {
  const { exit, stdout } = await machine.run('firewall-cmd', ['--state'], { signal, timeoutMs: 10_000 });
  if (exit === 0 && stdout.trim() === 'running') return { name: 'firewalld', on: true };
  return exit === 252 ? { name: 'firewalld', on: false } : undefined;
}

async function ufw(machine: Machine): Promise<FrontEnd | undefined> {
  const settings = await textOf(machine, '/etc/ufw/ufw.conf', 64 * 1024);
  const [, enabled] = /^\s*ENABLED=["']?(yes|no)\b/im.exec(settings ?? '') ?? [];
  return enabled === undefined ? undefined : { name: 'ufw', on: enabled.toLowerCase() === 'yes' };
}

/** By these its rules are known in the kernel: then what they let in is what was set, and nobody took them away. */
const ownChains: Record<string, (chain: Chain) => boolean> = {
  ufw: ({ name }) => name.startsWith('ufw'),
  firewalld: ({ table }) => table.includes('firewalld'),
};

/** Null where its rules are in force: it claims nothing that could be wrong. */
function claims(frontEnd: FrontEnd | undefined, chains: readonly Chain[]): boolean | null {
  if (frontEnd?.on !== true) return frontEnd?.on ?? null;
  return chains.some(chain => ownChains[frontEnd.name]?.(chain)) ? null : true;
}

/** False only where the kernel has no IPv6 address at all. */
async function usesIpv6(machine: Machine): Promise<boolean> {
  const addresses = await textOf(machine, '/proc/net/if_inet6', 64 * 1024);
  return addresses === null || (addresses ?? '').trim() !== '';
}

function guardOf(family: Family, chains: readonly Chain[]): Guard {
  return { name: family, incoming: fateOf(family, chains) ?? 'off', detail: null };
}

export const linux: Backend<Observation> = {
  source,
  guard: edges =>
    new NeighboursGuard(edges, async () => {
      const { both, ipNeighbours, procArp } = await import('./neighbours/table.ts');
      return both(procArp, ipNeighbours);
    }),
  async observe(machine, signal) {
    if (!machine.privileged)
      throw new ProbeError('no_privilege', 'only root can read the rules of the kernel', source);
    const { chains, tool } = await kernelRules(machine, signal);
    const frontEnds = [await firewalld(machine, signal), await ufw(machine)].filter(one => one !== undefined);
    const frontEnd = frontEnds.find(one => one.on) ?? frontEnds[0];
    const ipv6: Guard = (await usesIpv6(machine))
      ? guardOf('IPv6', chains)
      : { name: 'IPv6', incoming: 'not_used', detail: null };
    return {
      product: frontEnd?.on ? frontEnd.name : tool,
      running: null,
      claimsToBeOn: claims(frontEnd, chains),
      guards: [guardOf('IPv4', chains), ipv6],
      others: [],
    };
  },
};
