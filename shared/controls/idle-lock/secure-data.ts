/**
 * The rules for computers from which secure data is reached: once a place asks for them, no narrower place and no
 * exception makes the lock later, weaker or less sure. Only the place that asked can take them away.
 */
import { modes } from '../control.ts';
import { policy } from './policy.ts';

type Fields = Record<string, unknown>;

const rank = (mode: unknown) => (modes as readonly unknown[]).indexOf(mode);
const smaller = (before: unknown, now: unknown) =>
  typeof before === 'number' && typeof now === 'number' ? Math.min(before, now) : now;

/** Each answers what holds of a field that both set, and does not look at what neither is. */
const tighter: Record<string, (before: unknown, now: unknown) => unknown> = {
  secureData: () => true,
  mode: (before, now) => (rank(before) > rank(now) ? before : now),
  afterMinutes: smaller,
  presentationAllowed: (before, now) => before !== false && now,
  presentationMinutes: smaller,
  signOutAfterMinutes: (before, now) => (now === null ? before : smaller(before, now)),
  mostSessions: (before, now) => (now === null ? before : smaller(before, now)),
};

/** What is left of a narrower place's settings under what the wider ones ask. */
export function holdSecureData(wider: Fields, narrower: Fields): Fields {
  if (wider.secureData !== true) return narrower;
  // A device has the group's part with its defaults, the console without: both must come to the same.
  const held: Fields = { ...policy.parse({}), ...wider };
  return Object.fromEntries(
    Object.entries(narrower).map(([field, now]) => {
      const hold = Object.hasOwn(tighter, field) ? tighter[field] : undefined;
      return [field, hold === undefined ? now : hold(held[field], now)];
    }),
  );
}
