/** Antivirus: at least one product runs, and its list of viruses is recent. Only ever observed. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const antivirus = defineControl({
  key: 'antivirus',
  freshForMs: 3600_000,
  policy,
  observation,
  evaluate,
  words,
  presets: {
    loan: { maxSignatureAgeDays: 7 },
    cyber_essentials: { maxSignatureAgeDays: 7 },
  },
});
