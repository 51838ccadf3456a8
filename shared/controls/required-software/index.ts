/** Required software: what every computer of a group must have (F-13). Observed; nothing is installed. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const requiredSoftware = defineControl({
  key: 'required-software',
  freshForMs: 15 * 60_000,
  policy,
  observation,
  evaluate,
  words,
  notAskedYet: 'not_looked_for_yet',
});
