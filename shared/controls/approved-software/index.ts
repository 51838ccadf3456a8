/** Approved software: what runs is what the school approved, watched first, then kept by the system itself. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy, setsToWatch } from './policy.ts';
import { relist } from './relist.ts';
import { wouldHave } from './what-if.ts';
import { words } from './words.ts';

export const approvedSoftware = defineControl({
  key: 'approved-software',
  freshForMs: 15 * 60_000,
  policy,
  observation,
  evaluate,
  words,
  setsToWatch,
  relist,
  whatIf: wouldHave,
});
