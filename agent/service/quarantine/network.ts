/** How one system keeps a computer from everything but its console: what `Quarantine` decides, this does. */
import type { LookupAddress } from 'node:dns';
import type { Machine } from '../controls/control.ts';

/** An address and a TCP port that stay open. */
export interface Way {
  address: string;
  family: 4 | 6;
  port: number;
}

export interface NetworkHand {
  /** For so long from now, by the system's own clock, whatever becomes of this service. Null: seen to hold; else why not. */
  cut(ways: readonly Way[], holdsMs: number): Promise<string | null>;
  /** Gives it back. Null: it is open; else why not. */
  open(): Promise<string | null>;
}

/** Loaded only where it is needed. Null where this system has no way that ends by itself. */
export async function networkHand(machine: Machine, platform: string | null): Promise<NetworkHand | null> {
  return platform === 'linux' ? (await import('./linux.ts')).linuxNetwork(machine) : null;
}

/** Node's part for it is loaded only here. */
async function ask(host: string): Promise<LookupAddress[]> {
  return (await import('node:dns/promises')).lookup(host, { all: true });
}

/** Where the console is to be reached now, through the proxy where there is one. Throws when a name has no address. */
export async function waysTo(urls: readonly string[], resolve = ask): Promise<Way[]> {
  const found = urls.map(async text => {
    const { hostname, port, protocol } = new URL(text);
    const host = hostname.replace(/^\[|\]$/g, '');
    const at = port === '' ? (/^(https|wss):$/.test(protocol) ? 443 : 80) : Number(port);
    const all = await resolve(host);
    return all.map(({ address, family }): Way => ({ address, family: family === 6 ? 6 : 4, port: at }));
  });
  return (await Promise.all(found)).flat();
}
