/** Notices that the network came back: the machine's addresses differ from those a moment ago. */
import { networkInterfaces } from 'node:os';

/** Addresses by which this machine could reach another; empty when there is no network. */
export function addresses(): string {
  return Object.values(networkInterfaces())
    .flatMap(list => list ?? [])
    .filter(one => !one.internal && !one.address.startsWith('fe80:'))
    .map(one => one.address)
    .sort()
    .join(' ');
}
