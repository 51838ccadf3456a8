/**
 * Slows new connections from an address where many have failed to prove who they are. A school is one address behind
 * NAT, so this never closes it: devices that are connected notice nothing, and newcomers get through one by one.
 */
import { Bucket } from './bucket.ts';

const failures = { burst: 30, perSecond: 2 };
/** While an address is slowed, one new connection in this time. */
const slotMs = 100;
/** Longer queues are turned away: the device tries again by itself. */
const longestWaitMs = 10_000;
const mostAddresses = 20_000;

interface Address {
  bucket: Bucket;
  nextSlotAt: number;
}

export class Admission {
  readonly #addresses = new Map<string, Address>();

  /** Milliseconds that a new connection has to wait, or undefined when it is to be closed. */
  delay(address: string, now: number): number | undefined {
    const known = this.#addresses.get(networkOf(address));
    if (known === undefined || known.bucket.level(now) > 0) return 0;
    const at = Math.max(now, known.nextSlotAt);
    if (at - now > longestWaitMs) return undefined;
    known.nextSlotAt = at + slotMs;
    return at - now;
  }

  failed(address: string, now: number): void {
    const network = networkOf(address);
    const known = this.#addresses.get(network) ?? { bucket: new Bucket(failures, now), nextSlotAt: 0 };
    this.#addresses.delete(network);
    this.#addresses.set(network, known);
    // Never so deep in debt that an attack keeps slowing the school long after it ended.
    if (known.bucket.level(now) > -failures.burst) known.bucket.take(1, now);
    if (this.#addresses.size > mostAddresses) this.#forgetOldest();
  }

  proved(address: string, now: number): void {
    this.#addresses.get(networkOf(address))?.bucket.give(1, now);
  }

  #forgetOldest(): void {
    const oldest = this.#addresses.keys().next().value;
    if (oldest !== undefined) this.#addresses.delete(oldest);
  }
}

/** One computer can have any number of IPv6 addresses, all in one /64; those count as one. */
function networkOf(address: string): string {
  if (!address.includes(':')) return address;
  const [left = [], right = []] = address
    .split('::')
    .map(half => half.split(':').filter(group => group !== ''));
  const between = Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  return [...left, ...between, ...right].slice(0, 4).join(':');
}
