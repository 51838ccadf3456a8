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
  presets: {
    pupil: { minLength: 8 },
    early_years: { minLength: 6, complexity: false },
    staff: { minLength: 12, lockoutAfter: 10 },
    office: { minLength: 12, lockoutAfter: 10 },
    loan: { minLength: 12, lockoutAfter: 10 },
    cyber_essentials: { minLength: 12, complexity: false, lockoutAfter: 10, maxAgeDays: 0 },
  },
});
