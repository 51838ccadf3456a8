/** One state from many parts: the worst that was positively seen, then what is not known, then what holds. */
import type { Part, State } from '../finding.ts';

const order: readonly State[] = ['not_met', 'unknown', 'met', 'not_applicable'];

/** Parts with the worst first, so that a cut list never hides a bad one. */
export function worstFirst(parts: readonly Part[]): Part[] {
  return [...parts].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
}

/** The state and reason of the worst part; `undefined` for no parts, which proves nothing. */
export function worst(parts: readonly Part[]): { state: State; reason: string } | undefined {
  const [first] = worstFirst(parts);
  return first && { state: first.state, reason: first.reason };
}

/** As many parts as a finding may carry, the worst first. */
export function keptParts(parts: readonly Part[]): Part[] {
  return worstFirst(parts).slice(0, 64);
}
