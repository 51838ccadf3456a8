/** How a line of a log or certificate came to a piece of storage, in the words that page, pack and manifest share. */

export interface Placed {
  /** The serial number that the evidence itself names; null for none. */
  names: string | null;
  /** Whether that is the serial number of the storage. */
  same: boolean;
  /** Who said that it is this storage; null where the serial number did. `at`, in ms, and `why` were not always kept. */
  hand: { by: string; at: number | null; why: string | null } | null;
}

/**
 * "Matched by hand by Tara Tech on 22 Nov 2026, 10:04, because its label is torn; the record names serial X". Undefined
 * where the serial number matched it. `what`: “the record”; `when`: the moment of `hand.at`.
 */
export function placedWords({ names, same, hand }: Placed, what: string, when: string): string | undefined {
  const named = names === null ? 'no serial number' : same ? 'this serial number' : `serial ${names}`;
  if (hand === null) return same ? undefined : `${upper(what)} names ${named}`;
  const on = hand.at === null ? '' : ` on ${when}`;
  const why = hand.why === null ? 'no reason was kept' : `because: ${hand.why}`;
  return `Matched by hand by ${hand.by}${on}, ${why}; ${what} names ${named}`;
}

const upper = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
