/** Days as the school counts them. */

const dayMs = 24 * 3600_000;

export const daysBetween = (since: number, now: number) => Math.max(0, Math.floor((now - since) / dayMs));
