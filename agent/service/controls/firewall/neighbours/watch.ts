/**
 * Tells which other devices were seen on the school's own networks: by a short hash that the school's key makes, with
 * the maker's part of the address. No address, no name; nothing at all of any network that the school did not name.
 */
import { createHmac } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import * as z from 'zod';
import { type GuardEdges, keptIn } from '../../control.ts';
import { macOf, type Neighbour, type ReadTable } from './table.ts';

const everyMs = 15 * 60_000;
const dayMs = 24 * 3600_000;
const inOneFact = 12;
const facts = 18;
/** So many of a day; a network with more has other means. */
const most = inOneFact * facts;

const kept = z.object({ day: z.number(), told: z.array(z.string().max(20)).max(most) });

/** Of IPv4 alone; any other address lies in no network. */
const numberOf = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

/** Whether an address lies in one of these networks, written as `10.20.0.0/16`. */
export function isWithin(address: string, networks: readonly string[]): boolean {
  return networks.some(network => {
    const [base = '', bits = ''] = network.split('/');
    const size = 2 ** (32 - Number(bits));
    return Math.floor(numberOf(address) / size) === Math.floor(numberOf(base) / size);
  });
}

/** This computer's own, on networks that count. */
export type Own = () => Neighbour[];
export const ownAddresses: Own = () =>
  Object.entries(networkInterfaces()).flatMap(([on, every]) =>
    (every ?? []).flatMap(({ address, family, internal, mac }) => {
      const own = macOf(mac);
      return internal || family !== 'IPv4' || own === undefined ? [] : [{ address, mac: own, on }];
    }),
  );

/** The second digit of an address that a phone made up tells so; then there is no maker to tell. */
const makerOf = (mac: string) =>
  (Number.parseInt(mac.slice(0, 2), 16) & 2) === 2 ? '-' : mac.slice(0, 8).replaceAll(':', '');

export function hashOf(key: string, mac: string): string {
  const hash = createHmac('sha256', Buffer.from(key, 'base64url')).update(`neighbour\n${mac}`);
  return hash.digest('base64url').slice(0, 16);
}

/** By what a computer knows that it is at school. */
export interface School {
  networks: readonly string[];
  /** Network addresses of its routers; where some are named, nothing is told out of their reach. */
  gateways: readonly string[];
}

export class Neighbours {
  readonly #edges: GuardEdges;
  readonly #read: ReadTable;
  readonly #own: Own;
  readonly #school: School;
  readonly #cell;
  readonly #stop = new AbortController();
  #cancel = () => {};
  #looking: Promise<void> = Promise.resolve();

  constructor(edges: GuardEdges, read: ReadTable, school: School, own: Own = ownAddresses) {
    this.#edges = edges;
    this.#read = read;
    this.#school = school;
    this.#own = own;
    this.#cell = edges.cell('neighbours', kept);
    this.#lookIn(30_000);
  }

  async stop(): Promise<void> {
    this.#cancel();
    this.#stop.abort();
    await this.#looking;
  }

  #lookIn(ms: number): void {
    this.#cancel = this.#edges.clock.after(ms, () => {
      this.#looking = this.#look()
        .catch(() => {})
        .finally(() => {
          if (!this.#stop.signal.aborted) this.#lookIn(everyMs);
        });
    });
  }

  /** Each once a day, so that the console knows when it was last there. */
  async #look(): Promise<void> {
    const key = this.#edges.serialKey();
    const { networks, gateways } = this.#school;
    const own = this.#own().filter(({ address }) => isWithin(address, networks));
    if (key === null || own.length === 0) return;
    const table = await this.#read(this.#edges.machine, this.#stop.signal);
    // An IPv6 address tells no network: whoever is heard on the card by which this computer is on one, is on it too.
    const cards = new Set(own.flatMap(({ on }) => on ?? []));
    const seen = table.filter(
      ({ address, on }) => isWithin(address, networks) || (address.includes(':') && cards.has(on ?? '')),
    );
    const named = gateways.map(macOf);
    // Whoever speaks with anything beyond has spoken with the router: it is in the table.
    if (named.length > 0 && !seen.some(({ mac }) => named.includes(mac))) return;
    const day = Math.floor(this.#edges.clock.now() / dayMs);
    const before = keptIn(this.#cell);
    const told = before?.day === day ? before.told : [];
    const fresh = new Map(
      seen
        .map(({ mac }) => [hashOf(key, mac), makerOf(mac)] as const)
        .filter(([hash]) => !told.includes(hash)),
    );
    const now = [...fresh].slice(0, most - told.length);
    if (now.length === 0 || this.#stop.signal.aborted) return;
    this.#cell.write({ day, told: [...told, ...now.map(([hash]) => hash)] });
    const texts: Record<string, string> = {};
    for (let at = 0; at < now.length; at += inOneFact)
      texts[`seen${at / inOneFact}`] = now
        .slice(at, at + inOneFact)
        .map(([hash, maker]) => `${hash}.${maker}`)
        .join(' ');
    const mine = [...new Set(own.map(({ mac }) => hashOf(key, mac)))].slice(0, 12).join(' ');
    this.#edges.tell('neighbours.seen', { mine, ...texts });
  }
}
