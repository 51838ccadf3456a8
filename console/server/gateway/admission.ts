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
    const known = this.#addresses.get(address);
    if (known === undefined || known.bucket.level(now) > 0) return 0;
    const at = Math.max(now, known.nextSlotAt);
    if (at - now > longestWaitMs) return undefined;
    known.nextSlotAt = at + slotMs;
    return at - now;
  }

  failed(address: string, now: number): void {
    const known = this.#addresses.get(address) ?? { bucket: new Bucket(failures, now), nextSlotAt: 0 };
    this.#addresses.delete(address);
    this.#addresses.set(address, known);
    // Never so deep in debt that an attack keeps slowing the school long after it ended.
    if (known.bucket.level(now) > -failures.burst) known.bucket.take(1, now);
    if (this.#addresses.size > mostAddresses) this.#forgetOldest();
  }

  proved(address: string, now: number): void {
    this.#addresses.get(address)?.bucket.give(1, now);
  }

  #forgetOldest(): void {
    const oldest = this.#addresses.keys().next().value;
    if (oldest !== undefined) this.#addresses.delete(oldest);
  }
}
