/** What of the devices on the school's network needs a technician. */
import type { Overview } from '../../../shared/protocol/api/overview.ts';

export function neighbourNeeds(undecided: number): Overview['needs'] {
  if (undecided === 0) return [];
  const sentence =
    undecided === 1
      ? 'An unknown device is on the school’s network, and nobody has decided about it.'
      : `${undecided.toLocaleString('en-GB')} unknown devices are on the school’s network, and nobody has decided about them.`;
  return [{ kind: 'neighbour', serious: false, sentence, action: { label: 'Decide', to: '/neighbours' } }];
}
