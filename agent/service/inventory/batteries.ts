/** Batteries as they travel: the one that holds least, and how many there are. */
import type { Hardware } from '../../../shared/protocol/inventory.ts';

type Battery = NonNullable<Hardware['battery']>;

export function batteryParts(all: readonly Battery[]): Pick<Hardware, 'battery' | 'batteryCount'> {
  const health = (one: Battery) => one.healthPercent ?? Number.POSITIVE_INFINITY;
  const [worst = null] = [...all].sort((a, b) => health(a) - health(b));
  return { battery: worst, ...(all.length > 1 && { batteryCount: Math.min(all.length, 8) }) };
}
