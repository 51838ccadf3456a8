/** What may be done about one control now, from the policy and from everything that holds it back. */
import { createHash } from 'node:crypto';
import type { ControlMeaning, ControlPolicy } from '../../../shared/controls/control.ts';
import type { Asked } from './carry.ts';
import type { Restraint } from './safety.ts';
import { watchingFirst } from './watch-first.ts';

export interface Circumstances {
  /** This control's part of the policy in force, or its defaults. */
  part: ControlPolicy;
  /** The number of the policy in force; null when there is none. */
  number: number | null;
  /** This version can read the part. */
  readable: boolean;
  /** No console has this device any more. */
  removed: boolean;
  /** Never do more than look. */
  watchOnly: boolean;
  restraint: Restraint | null;
  /** Only watching, it sets the computer all the same (`ControlMeaning.setsToWatch`). */
  setsToWatch: boolean;
  /** It was watched on this device for long enough, or does nothing here. */
  watchedFirst(): boolean;
}

const watching = (part: ControlPolicy): ControlPolicy =>
  part.mode === 'enforce' ? { ...part, mode: 'watch' } : part;

/** A policy that is missing, corrupt or unreadable leaves in place what the last good one set, and tightens nothing. */
export function askedOf(now: Circumstances): Asked {
  const { part, readable, restraint } = now;
  const number = now.number ?? 0;
  if (now.watchOnly) return { policy: watching(part), number, stance: 'hold' };
  if (now.number === null)
    return { policy: watching(part), number, stance: now.removed ? 'release' : 'hold' };
  if (!readable) return { policy: watching(part), number, stance: 'hold', facts: unreadable };
  if (part.mode !== 'enforce' && !now.setsToWatch) return { policy: part, number, stance: 'release' };
  if (restraint === null && !now.watchedFirst())
    return { policy: watching(part), number, stance: 'hold', facts: watchingFirst };
  if (restraint === null) return { policy: part, number, stance: 'plan' };
  const facts = { enforcement: restraint.reason, enforcementDetail: restraint.detail.slice(0, 300) };
  return { policy: watching(part), number, stance: 'release', facts };
}

/**
 * A fingerprint of all that a policy enforces: one that is published again, or changes what is only watched, is no other
 * cause of what went wrong.
 */
export function enforcedIn(
  watched: readonly { meaning: ControlMeaning }[],
  policy: { partFor(meaning: ControlMeaning): ControlPolicy },
): string {
  return createHash('sha256')
    .update(JSON.stringify(enforcedParts(watched, policy)))
    .digest('hex');
}

/** Every control that a policy enforces, or sets to watch, with its part: either can be why a computer does not start. */
export const enforcedParts = (...[watched, policy]: Parameters<typeof enforcedIn>) =>
  watched
    .map(({ meaning }) => ({ meaning, part: policy.partFor(meaning) }))
    .filter(({ meaning, part }) => part.mode === 'enforce' || meaning.setsToWatch?.(part))
    .map(({ meaning, part }) => [meaning.key, part] as const);

const unreadable = {
  enforcement: 'policy_unreadable',
  enforcementDetail: 'This version cannot read what the policy asks here; what was set before stays.',
};
