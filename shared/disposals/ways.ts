/** How things leave the school for good, and what whoever gets them accepts. Only what is wiped here is given to people. */

export const ways = ['collected', 'sold', 'given'] as const;
export type Way = (typeof ways)[number];
export const wayWords: Record<Way, string> = {
  collected: 'A company collects it as waste',
  sold: 'It is sold',
  given: 'It is given away, or goes to another school',
};

/** What a write-off may ask for: a way to leave, or that what is gone already comes off the books. */
export const asks = [...ways, 'gone'] as const;
export type Ask = (typeof asks)[number];
export const askWords: Record<Ask, string> = {
  ...wayWords,
  gone: 'It is lost or stolen, and comes off the books',
};

/**
 * Why what was agreed to leave one way does not leave another; undefined when it may. Waste is always allowed: it is the
 * strictest. Null is a request from before the way was asked.
 */
export function whyNotThisWay(agreed: Ask | null, way: Way): string | undefined {
  if (agreed === null || way === 'collected' || way === agreed) return undefined;
  return `was agreed as “${askWords[agreed].toLowerCase()}”. Keep it after all and ask for another write-off, or let a company collect it`;
}

export const recipientKinds = ['staff', 'family', 'school', 'charity', 'other'] as const;
export type RecipientKind = (typeof recipientKinds)[number];
export const recipientWords: Record<RecipientKind, string> = {
  staff: 'Somebody who works here',
  family: 'A pupil’s family',
  school: 'Another school',
  charity: 'A charity',
  other: 'Somebody else',
};

/** What the buyer or new owner signs; a company signs the school's own words. */
export const reuseAcceptance =
  'I take over the things listed with their serial numbers, as they are, to use them again in the United Kingdom. The ' +
  'school has erased or removed all storage in them, has tested that they are safe to use, and has taken back its ' +
  'software licences. If I find anything of the school’s on them I do not use or pass it on, and tell the school at once. ' +
  'When they come to the end of their life I take them to a place that takes old electrical equipment.';

/**
 * Older equipment may hold lasting pollutants (flame retardants), and is then not to be used again: the regulator’s position
 * as it is reported, so it is said and never decided here.
 */
export const oldFrom = '2009-01-01';
export const oldCaution =
  'What was made before 2009 may hold lasting pollutants and is then not to be used again. Look at its label, and let a registered company take it where you are not sure.';

/** What is to be seen to before things go to people, for the page. */
export const reuseDuties = [
  'Every disk is wiped or taken out here. Nobody wipes it for the school afterwards.',
  'Each thing passed an electrical test within the last year: what is sold or given away must be safe.',
  'It works. What does not work is waste, and goes with a registered company.',
  'It was made in 2009 or later. What is older may hold lasting pollutants and is then not to be used again.',
  'It is the school’s own. What is leased or lent goes back to its owner.',
  'A server goes with a company that certifies the deletion.',
  'Whoever agreed to the write-off is not the one who gets it.',
] as const;

/** A test counts for so long, in days. */
export const testDays = 365;

/** What has no mains adapter and no battery of its own needs no electrical test. */
export const testedKinds = (kind: string): boolean => kind !== 'storage';
