/** What each status of a version is called. */
import type { PolicyVersion } from '../../../../shared/protocol/api/policies.ts';

export const statusWords: Record<PolicyVersion['status'], string> = {
  draft: 'draft',
  waiting: 'waits for approval',
  rolling_out: 'on its way',
  in_force: 'in force',
  superseded: 'replaced since',
  discarded: 'discarded',
  refused: 'not approved',
  returned: 'taken back',
};
