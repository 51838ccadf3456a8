/** Switching off: computers are off after school, by the school calendar, and do not lose their power in it. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { whatIf } from './what-if.ts';
import { words } from './words.ts';

export const power = defineControl({
  key: 'power',
  freshForMs: 6 * 3600_000,
  policy,
  observation,
  evaluate,
  words,
  whatIf,
  presets: {
    pupil: { after: 'lessons', minutes: 30, deferrals: 1 },
    early_years: { after: 'lessons', minutes: 30, warnMinutes: 15, deferrals: 1 },
    staff: { after: 'closing', minutes: 30, deferrals: 3 },
    office: { after: 'closing', minutes: 60, deferrals: 2 },
    loan: { after: 'closing', minutes: 120, deferrals: 6 },
  },
});
