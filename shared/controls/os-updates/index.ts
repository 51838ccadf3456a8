/** System updates: no security fix stays out for longer than the school allows. Only ever observed. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const osUpdates = defineControl({
  key: 'os-updates',
  freshForMs: 24 * 3600_000,
  policy,
  observation,
  evaluate,
  words,
  presets: {
    loan: { withinDays: 14, maxListAgeDays: 14 },
    cyber_essentials: { withinDays: 14, maxListAgeDays: 7, restartWithinDays: 14 },
  },
});
