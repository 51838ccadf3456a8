/** AutoRun and AutoPlay: nothing starts by itself when something is plugged in. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const autorun = defineControl({
  key: 'autorun',
  freshForMs: 3600_000,
  policy,
  observation,
  evaluate,
  words,
  presets: {
    pupil: { allowPrompts: false },
    early_years: { allowPrompts: false },
    office: { allowPrompts: false },
    cyber_essentials: { allowPrompts: false },
  },
});
