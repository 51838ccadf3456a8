/** A part of a whole in whole percent, as it may travel. */
export function percentOf(part: number, whole: number, most = 100): number {
  return Math.max(0, Math.min(most, Math.round((100 * part) / whole)));
}
