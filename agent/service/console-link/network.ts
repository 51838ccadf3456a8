/** Notices that the network came back: the machine's addresses differ from those a moment ago. */
import { networkInterfaces } from 'node:os';

const holdsMs = 1000;
let seen = { at: Number.NEGATIVE_INFINITY, addresses: '' };

/** Addresses by which this machine could reach another, as of the last second; empty when there is no network. */
export function addresses(now: number): string {
  if (Math.abs(now - seen.at) < holdsMs) return seen.addresses;
  const found = Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .filter(one => !one.internal && !one.address.startsWith('fe80:'))
    .map(one => one.address)
    .sort()
    .join(' ');
  seen = { at: now, addresses: found };
  return found;
}
