/** Rules for passwords, as the system keeps them for its own accounts. Only ever observed. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const passwordPolicy = defineControl({
  key: 'password-policy',
  freshForMs: 6 * 3600_000,
  policy,
  observation,
  evaluate,
  words,
});
