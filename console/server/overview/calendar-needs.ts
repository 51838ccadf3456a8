/** What of the school calendar needs somebody. */
import type { Overview } from '../../../shared/protocol/api/overview.ts';

/** `ending`: what to say while it is about to end. */
export function calendarNeeds(ending: string | undefined): Overview['needs'] {
  if (ending === undefined) return [];
  const action = { label: 'Enter the next year', to: '/calendar' };
  return [{ kind: 'calendar', serious: false, sentence: ending, action }];
}
