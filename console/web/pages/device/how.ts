/** How a finding came about, for the technician. */
import type { How } from '../../../../shared/finding.ts';

export const sayHow: Record<How, string> = {
  off: 'not asked for by the policy',
  watching: 'watched, nothing is changed',
  enforced: 'enforced',
  detective: 'noticed after the event',
  best_effort: 'enforced as far as this system allows',
  pending_reboot: 'takes effect after a restart',
  managed_elsewhere: 'set by another management system',
};
