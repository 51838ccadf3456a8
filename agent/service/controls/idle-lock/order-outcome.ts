/** What is answered to the console's orders, in a sentence for whoever gave them. */
import type { Policy } from '../../../../shared/controls/idle-lock/policy.ts';
import type { OrderOutcome } from '../../../../shared/protocol/order.ts';
import type { Locked } from './locksmith.ts';

export function lockOutcome(locked: readonly Locked[]): OrderOutcome {
  if (locked.length === 0)
    return { outcome: 'done', detail: 'Nobody is signed in, so there was nothing to lock.' };
  if (locked.includes('not_asked'))
    return { outcome: 'failed', detail: 'The system did not take the request to lock.' };
  if (locked.includes('did_not_lock'))
    return { outcome: 'failed', detail: 'The desktop was asked to lock, and the screen stayed open.' };
  if (locked.includes('not_shown'))
    return {
      outcome: 'done',
      detail: 'It was asked to lock; whether it did cannot be seen on this desktop.',
    };
  return { outcome: 'done', detail: '' };
}

/** Undefined when a presentation of so many minutes is allowed. */
export function presentationRefusal(policy: Policy | undefined, minutes: number): string | undefined {
  if (policy === undefined || policy.mode === 'off')
    return 'The school asks for no lock here, so there is nothing to hold.';
  if (policy.secureData)
    return 'Secure data is reached from this computer, so its lock is not held for a presentation.';
  if (!policy.presentationAllowed) return 'The school does not allow presentations for this group.';
  if (minutes > policy.presentationMinutes)
    return `The school allows presentations of at most ${policy.presentationMinutes} minutes here.`;
  return undefined;
}
