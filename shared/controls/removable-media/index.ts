/** Sticks, cards, phones and cameras: nothing is used without permission and a scan. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { relist } from './standing.ts';
import { tells, whatIf } from './what-if.ts';
import { words } from './words.ts';

export const removableMedia = defineControl({
  key: 'removable-media',
  freshForMs: 15 * 60_000,
  policy,
  observation,
  evaluate,
  words,
  whatIf,
  tells,
  relist,
  presets: {
    pupil: { rule: 'block', phones: 'block', scanBeforeUse: true },
    early_years: { rule: 'block', phones: 'block', scanBeforeUse: true },
    staff: { rule: 'encrypted_only', scanBeforeUse: true },
    office: { rule: 'read_only', phones: 'block', scanBeforeUse: true },
    loan: { rule: 'encrypted_only', scanBeforeUse: true },
    cyber_essentials: { rule: 'encrypted_only', scanBeforeUse: true },
  },
});
