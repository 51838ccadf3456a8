/** What of a computer will soon be a trouble, by what it told of its parts. One place for the page and for the list. */
import type { Hardware, WorkKept } from './inventory.ts';

/** Below this a computer soon stops taking updates. */
const nearlyFullPercent = 10;
/** Of what the battery held when it was new. */
const wornPercent = 60;

export const wearKinds = ['failing_disk', 'nearly_full', 'worn_battery', 'work_here'] as const;
export type Wear = (typeof wearKinds)[number];

export const isNearlyFull = ({ freePercent }: { freePercent: number }) => freePercent < nearlyFullPercent;
export const isWorn = ({ battery }: Pick<Hardware, 'battery'>) =>
  (battery?.healthPercent ?? 100) < wornPercent;
export const isFailing = ({ health }: Pick<Hardware['disks'][number], 'health'>) => health === 'failing';

/** A folder that was measured and holds less than half a gigabyte is nobody's year of work. */
const isOnlyHere = ({ kept, gigabytes }: WorkKept[number]) => kept === 'here' && gigabytes !== 0;

/** Only what was told: a computer that could not look is in no list, and its page says so. */
export function wearOf(hardware: Hardware): Wear[] {
  const found: Record<Wear, boolean> = {
    failing_disk: hardware.disks.some(isFailing),
    nearly_full: hardware.volumes?.some(isNearlyFull) ?? false,
    worn_battery: isWorn(hardware),
    work_here: hardware.work?.some(isOnlyHere) ?? false,
  };
  return wearKinds.filter(kind => found[kind]);
}
