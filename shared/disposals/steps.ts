/** The life of a request to write off, of one thing in it, and of a collection. The one table: nothing goes back. */

export const writeOffStates = ['waiting', 'approved', 'refused', 'withdrawn', 'expired'] as const;
export type WriteOffState = (typeof writeOffStates)[number];
export const writeOffWords: Record<WriteOffState, string> = {
  waiting: 'Waits for a second person',
  approved: 'Approved',
  refused: 'Not approved',
  withdrawn: 'Taken back',
  expired: 'Nobody decided in time',
};

export const itemStates = ['requested', 'approved', 'collected', 'closed', 'out', 'gone'] as const;
export type ItemState = (typeof itemStates)[number];
export const itemWords: Record<ItemState, string> = {
  requested: 'Waits for approval',
  approved: 'Being made ready',
  collected: 'Collected',
  closed: 'Disposed of',
  out: 'Kept after all',
  gone: 'Written off as lost',
};

export const batchStates = ['gathering', 'collected', 'closed', 'cancelled'] as const;
export type BatchState = (typeof batchStates)[number];
export const batchWords: Record<BatchState, string> = {
  gathering: 'Being made ready',
  collected: 'Collected, papers outstanding',
  closed: 'Closed',
  cancelled: 'Cancelled',
};

const itemSteps: Record<ItemState, readonly ItemState[]> = {
  requested: ['approved', 'out', 'gone'],
  approved: ['collected', 'out'],
  collected: ['closed'],
  closed: [],
  out: [],
  gone: [],
};

const batchSteps: Record<BatchState, readonly BatchState[]> = {
  gathering: ['collected', 'cancelled'],
  collected: ['closed'],
  closed: [],
  cancelled: [],
};

export const itemMay = (from: ItemState, to: ItemState) => itemSteps[from].includes(to);
export const batchMay = (from: BatchState, to: BatchState) => batchSteps[from].includes(to);

/** What can still be written down about a thing and its storage: everything until the van, nothing after. */
export const isOpen = (state: ItemState) => state === 'requested' || state === 'approved';
