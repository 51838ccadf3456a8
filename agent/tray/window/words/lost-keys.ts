/** What there is to say on a computer that is lost, or kept as evidence. */
export const lostKeys = ['lost_computer', 'kept_computer'] as const;
export type LostKey = (typeof lostKeys)[number];
