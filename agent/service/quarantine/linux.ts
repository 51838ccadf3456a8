/**
 * One table of the kernel's packet filter, our own. What it drops are addresses in two sets, and every one of them has a
 * time of its own: when nobody renews them the kernel itself forgets them, so a service that is gone leaves the network open.
 * After a restart of the computer the table is not there.
 */
import { isIP } from 'node:net';
import * as z from 'zod';
import type { Machine } from '../controls/control.ts';
import type { NetworkHand, Way } from './network.ts';

const table = 'inet caretaker_quarantine';

/** All addresses, in halves: nft takes no set element that is everything. */
const everywhere = { far4: ['0.0.0.0/1', '128.0.0.0/1'], far6: ['::/1', '8000::/1'] };

/** Loopback, names (DNS), addresses (DHCP, neighbours, routers) and the console stay; everything else is dropped, both ways. */
export function rulesFor(ways: readonly Way[], holdsMs: number): string {
  const timeout = `timeout ${Math.max(1, Math.round(holdsMs / 1000))}s`;
  const set = (name: keyof typeof everywhere, type: string) =>
    `set ${name} { type ${type}; flags interval, timeout; elements = { ${everywhere[name].map(one => `${one} ${timeout}`).join(', ')} }; }`;
  const console_ = (side: 'd' | 's') =>
    ways
      .filter(({ address, family }) => isIP(address) === family)
      .map(
        ({ address, family, port }) =>
          `${family === 6 ? 'ip6' : 'ip'} ${side}addr ${address} tcp ${side}port ${port} accept;`,
      )
      .join(' ');
  const neighbours =
    'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, nd-router-advert } accept;';
  return `
table ${table} {}
delete table ${table}
table ${table} {
  ${set('far4', 'ipv4_addr')}
  ${set('far6', 'ipv6_addr')}
  chain out { type filter hook output priority -150; policy accept;
    oifname "lo" accept; ${neighbours} meta l4proto { tcp, udp } th dport 53 accept; udp dport { 67, 547 } accept;
    ${console_('d')} ip daddr @far4 drop; ip6 daddr @far6 drop; }
  chain in { type filter hook input priority -150; policy accept;
    iifname "lo" accept; ${neighbours} meta l4proto { tcp, udp } th sport 53 ct state established accept;
    udp sport 67 udp dport 68 accept; udp sport 547 udp dport 546 accept;
    ${console_('s')} ip saddr @far4 drop; ip6 saddr @far6 drop; }
  chain through { type filter hook forward priority -150; policy accept; ip saddr @far4 drop; ip6 saddr @far6 drop; }
}
`;
}

const listed = z.object({
  nftables: z.array(
    z.object({
      chain: z.object({ name: z.string(), hook: z.string().optional() }).optional(),
      set: z.object({ name: z.string(), elem: z.array(z.unknown()).optional() }).optional(),
    }),
  ),
});

/** Whether what nft prints of our table (`nft -j list table`) still drops anything. */
export function isCut(stdout: string): boolean {
  try {
    const { nftables } = listed.parse(JSON.parse(stdout));
    const holds = (name: string) =>
      nftables.some(({ set }) => set?.name === name && (set.elem ?? []).length > 0);
    const at = (hook: string) => nftables.some(({ chain }) => chain?.hook === hook);
    return holds('far4') && holds('far6') && at('output') && at('input');
  } catch {
    return false;
  }
}

export function linuxNetwork(machine: Pick<Machine, 'run'>): NetworkHand {
  const said = ({ missing, stderr }: { missing: boolean; stderr: string }) =>
    missing ? 'The packet filter nft is not installed there.' : `nft: ${stderr.trim().slice(0, 150)}`;
  const list = () => machine.run('nft', ['-j', 'list', 'table', ...table.split(' ')]);
  return {
    async cut(ways, holdsMs) {
      if (ways.length === 0) return 'It is not known where the console is.';
      const set = await machine.run('nft', ['-f', '-'], { input: rulesFor(ways, holdsMs) });
      if (set.exit !== 0) return said(set);
      const seen = await list();
      return isCut(seen.stdout) ? null : 'The rules were given and are not seen.';
    },
    async open() {
      const gone = await machine.run('nft', ['-f', '-'], {
        input: `table ${table} {}\ndelete table ${table}\n`,
      });
      // Without nft nothing was ever set by it.
      return gone.exit === 0 || gone.missing ? null : said(gone);
    },
  };
}
