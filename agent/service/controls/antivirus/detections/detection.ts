/** One thing that a product found, as it travels: never a path, a person or a name of a file. */
export interface Detection {
  /** The same detection has the same text at every look. Stays on this device. */
  id: string;
  product: string;
  /** The maker's name for it: `Win.Test.EICAR_HDB-1`. */
  threat: string;
  /** What the product did. `none`: it only told. */
  action: 'none' | 'blocked' | 'quarantined' | 'removed' | 'cleaned' | 'allowed' | 'failed' | 'not_known';
  place: Place;
  /** UTC milliseconds; null where it is not told. */
  at: number | null;
}

/** `handed_over`: another program gave it to the product to be looked at, such as a stick's content. */
export type Place = 'home' | 'system' | 'removable' | 'temporary' | 'handed_over' | 'elsewhere';

/** Facts of the event `av.detected`. */
export function factsOf({ product, threat, action, place, at }: Detection) {
  return { product, threat: threat.slice(0, 200), action, place, foundAt: at };
}
