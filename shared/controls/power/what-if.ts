/** What enforcing would have done on one computer in the evenings that it last told of. */
import type { WouldHave } from '../control.ts';
import { dueAt } from './due.ts';
import { dayOfEvening } from './evaluate.ts';
import type { Observation } from './observation.ts';
import type { Policy } from './policy.ts';

export function whatIf({ evenings }: Observation, policy: Policy): WouldHave[] {
  const names = evenings
    .filter(one => one.onUntil !== null && one.onUntil > dueAt(one, policy))
    .map(dayOfEvening);
  if (names.length === 0) return [];
  return [
    {
      one: 'evening on which it would have been switched off',
      many: 'evenings on which it would have been switched off',
      names,
    },
  ];
}
