/** Unwanted software: personal cloud storage and remote access that nobody agreed to (F-10). Observed, never removed. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const unwantedSoftware = defineControl({
  key: 'unwanted-software',
  freshForMs: 15 * 60_000,
  policy,
  observation,
  evaluate,
  words,
});
