/** The firewall: the computer's own turns away what no rule allows. Only ever observed so far. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const firewall = defineControl({
  key: 'firewall',
  freshForMs: 3600_000,
  policy,
  observation,
  evaluate,
  words,
  presets: {
    loan: { blockIncoming: true },
    cyber_essentials: { blockIncoming: true },
  },
});
