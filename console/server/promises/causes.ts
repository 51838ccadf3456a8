/** What keeps several promises from being known at once: said once, with its one next step, and not once for each. Pure. */
import type { Promises, PromiseView } from '../../../shared/protocol/api/overview.ts';
import { computersWord } from '../overview/index.ts';
import type { Check } from './checks.ts';
import { controlsOf } from './figures.ts';

type Cause = NonNullable<Promises['causes']>[number];
/** Of one device and of several: what is so, and who does what. */
type Words = [one: string, many: string, next: string, nextOfMany: string];

/** Why nothing at all is known of a computer. */
export type WholeReason = 'cloned' | 'blocked' | 'removed' | 'never_checked' | 'silent';

export const wholeComputer: Readonly<Record<WholeReason, Words>> = {
  cloned: [
    'has a double',
    'have a double',
    'the technician tells the two apart',
    'the technician tells each two apart',
  ],
  blocked: [
    'is set aside',
    'are set aside',
    'the technician lets it in again, or removes it',
    'the technician lets them in again, or removes them',
  ],
  removed: [
    'was removed or replaced',
    'were removed or replaced',
    'someone else agrees to it',
    'someone else agrees to that',
  ],
  never_checked: [
    'has not been checked yet',
    'have not been checked yet',
    'switch it on, and leave it on for an hour',
    'switch them on, and leave them on for an hour',
  ],
  silent: [
    'has not been seen for too many school days',
    'have not been seen for too many school days',
    'ask who has it, and switch it on in school',
    'ask who has them, and switch them on in school',
  ],
};

/** Only what keeps more than one promise from being known. */
export function causesOf(promises: readonly PromiseView[], checks: readonly Check[]): Cause[] {
  const whyOf = new Map(checks.map(({ view, why }) => [view.control, why]));
  // One that `differs` would not be known without them either.
  const unknown = promises.filter(one => one.verdict === 'cannot_be_known' && one.differs === undefined);
  const reasonsBy = new Map(unknown.map(one => [one.key, reasonsOf(one, whyOf)]));
  return Object.entries(wholeComputer).flatMap(([reason, [one, many, next, nextOfMany]]) => {
    const held = unknown.filter(promise => reasonsBy.get(promise.key)?.has(reason));
    if (held.length < 2) return [];
    const devices = Math.max(...held.map(promise => reasonsBy.get(promise.key)?.get(reason) ?? 0));
    const alone = held.every(promise => reasonsBy.get(promise.key)?.size === 1);
    const so = `${computersWord(devices)} ${devices === 1 ? one : many}.`;
    const then = `For that ${alone ? 'alone' : 'too'}, ${held.length} promises cannot be known.`;
    // Whoever has other reasons as well says those by itself.
    const said = held.filter(promise =>
      [...(reasonsBy.get(promise.key)?.keys() ?? [])].every(each => each in wholeComputer),
    );
    return [
      {
        reason,
        sentence: `${so} ${then} Next: ${devices === 1 ? next : nextOfMany}.`,
        promises: said.map(promise => promise.key),
      },
    ];
  });
}

function reasonsOf(promise: PromiseView, whyOf: ReadonlyMap<string, Check['why']>): Map<string, number> {
  const all = new Map<string, number>();
  for (const control of controlsOf(promise))
    for (const [reason, devices] of whyOf.get(control) ?? [])
      if (devices > 0) all.set(reason, Math.max(devices, all.get(reason) ?? 0));
  return all;
}
