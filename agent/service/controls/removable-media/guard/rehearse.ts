/** What a stick that was stopped needs, once with one that is not there: nobody waits for it to be compiled later. */
import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { Grants } from './grants.ts';
import type { Stick } from './stick.ts';
import type { Telling } from './telling.ts';
import { wantedFor } from './wanted.ts';

const nobodys: Stick = {
  ...{ insertion: '', place: '', vendorId: '0000', productId: '0000', serial: 'none', kind: 'storage' },
  ...{ alsoInput: false, admitted: false, sizeBytes: null, unlocked: false },
};

/** Tells nothing and changes nothing. */
export function rehearse(policy: Policy, grants: Grants, telling: Telling): void {
  wantedFor(nobodys, policy, grants, null);
  telling.of(nobodys);
}
