/** What there is to say on a computer that is lost. */
export const lostKeys = ['lost_computer'] as const;
export type LostKey = (typeof lostKeys)[number];
