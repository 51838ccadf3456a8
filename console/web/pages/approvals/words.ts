import type { Approval } from '../../../../shared/protocol/api/approvals.ts';

export const stateWords: Record<Approval['state'], string> = {
  waiting: 'waits',
  approved: 'agreed',
  refused: 'not agreed',
  withdrawn: 'taken back',
  expired: 'nobody decided in time',
};
