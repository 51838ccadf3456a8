/** Accounts kept on the computer: everybody signs in as themselves. Observed; in mode enforce, guests' accounts end on their last day. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const localAccounts = defineControl({
  key: 'local-accounts',
  freshForMs: 6 * 3600_000,
  policy,
  observation,
  evaluate,
  words,
  presets: {
    pupil: { allowAutoLogon: false },
    early_years: { allowAutoLogon: false },
    staff: { speaksTo: 'adult' },
    office: { allowAutoLogon: false, speaksTo: 'adult' },
    loan: { allowAutoLogon: false },
    cyber_essentials: { allowAutoLogon: false },
  },
});
