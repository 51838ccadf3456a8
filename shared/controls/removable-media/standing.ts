/** What a policy's lists say of a medium that is known by its keyed hash, as the console knows it. */
import type { Beside } from '../control.ts';
import type { Medium, Observation } from './observation.ts';
import type { Policy } from './policy.ts';

interface Entry {
  vendorId: string;
  productId: string;
  serial: string | null;
  serialHash?: string | null;
}
type Standing = Pick<Medium, 'standing' | 'allowed' | 'label' | 'encrypted'>;
interface Lists {
  before: Policy;
  after: Policy;
}

/** An entry without a serial means every stick of its model, and one that is lost none. */
function means(medium: Medium, entry: Entry, hash: Beside['hash']): boolean {
  if (entry.vendorId !== medium.vendorId || entry.productId !== medium.productId) return false;
  if (entry.serial !== null) return medium.serialHash === hash(entry.serial);
  return entry.serialHash === undefined || entry.serialHash === medium.serialHash;
}

/** Undefined for what no list names. */
function named(medium: Medium, policy: Policy, hash: Beside['hash']): Standing | undefined {
  const find = <E extends Entry>(list: readonly E[]) => list.find(entry => means(medium, entry, hash));
  const lost = find(policy.lost);
  const encrypted = medium.encrypted === 'by_itself' ? null : medium.encrypted;
  if (lost) return { standing: 'lost', allowed: null, label: lost.label, encrypted };
  const approved = find(policy.approved);
  if (approved) {
    const { label, access: allowed, hardwareEncrypted } = approved;
    return { standing: 'approved', allowed, label, encrypted: hardwareEncrypted ? 'by_itself' : encrypted };
  }
  const lesson = find(policy.curriculum);
  return lesson && { standing: 'curriculum', allowed: lesson.access, label: lesson.label, encrypted };
}

/** What neither policy names is as the device said; so is everything while the device holds no list. */
export function standingUnder(medium: Medium, { before, after }: Lists, hash: Beside['hash']): Medium {
  if (medium.standing === null) return medium;
  const is = named(medium, after, hash);
  if (is !== undefined) return { ...medium, ...is };
  const was = named(medium, before, hash);
  if (was === undefined || medium.standing === 'granted') return medium;
  const encrypted = medium.encrypted === 'by_itself' ? null : medium.encrypted;
  return { ...medium, standing: 'unlisted', allowed: null, label: null, encrypted };
}

export const relist = (observation: Observation, lists: Lists, hash: Beside['hash']): Observation => ({
  ...observation,
  media: observation.media.map(medium => standingUnder(medium, lists, hash)),
});
