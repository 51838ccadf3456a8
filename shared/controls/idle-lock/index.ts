/** Screen lock: a computer that nobody uses locks by itself, after 20 minutes at the most. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const idleLock = defineControl({
  key: 'idle-lock',
  freshForMs: 5 * 60_000,
  policy,
  observation,
  evaluate,
  words,
});
