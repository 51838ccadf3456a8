/** Screen lock: a computer that nobody uses locks by itself, after 20 minutes at the most. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { holdSecureData } from './secure-data.ts';
import { tells, whatIf } from './what-if.ts';
import { words } from './words.ts';

export const idleLock = defineControl({
  key: 'idle-lock',
  freshForMs: 5 * 60_000,
  policy,
  observation,
  evaluate,
  words,
  whatIf,
  tells,
  hold: holdSecureData,
  presets: {
    pupil: { afterMinutes: 20, presentationAllowed: false },
    early_years: { afterMinutes: 20, presentationAllowed: false },
    staff: { afterMinutes: 15, presentationAllowed: true },
    office: { afterMinutes: 10, presentationAllowed: false, secureData: true },
    loan: { afterMinutes: 15, presentationAllowed: false },
    cyber_essentials: { afterMinutes: 15 },
  },
});
