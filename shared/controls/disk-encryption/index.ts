/** Disk encryption: every fixed disk of a school's computer must be unreadable without its key. */
import { defineControl } from '../control.ts';
import { evaluate } from './evaluate.ts';
import { observation } from './observation.ts';
import { policy } from './policy.ts';
import { words } from './words.ts';

export const diskEncryption = defineControl({
  key: 'disk-encryption',
  freshForMs: 6 * 3600_000,
  policy,
  observation,
  evaluate,
  words,
  presets: {
    staff: { volumes: 'all_fixed', recoveryKey: true },
    office: { volumes: 'all_fixed', recoveryKey: true },
    loan: { volumes: 'all_fixed', recoveryKey: true },
    cyber_essentials: { volumes: 'all_fixed', recoveryKey: true },
  },
});
