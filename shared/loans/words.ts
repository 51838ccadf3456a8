/** The words of a loan: how it stands, in what condition a thing is, what goes with it, what is checked when it is back. */
import { type AssetKind, dataKinds } from '../assets/kinds.ts';
import type { AssetState } from '../assets/states.ts';

export const loanStatuses = ['waiting', 'refused', 'ready', 'out', 'ended', 'withdrawn'] as const;
export type LoanStatus = (typeof loanStatuses)[number];
export const loanStatusWords: Record<LoanStatus, string> = {
  waiting: 'Waits for approval',
  refused: 'Not approved',
  ready: 'Ready to hand over',
  out: 'On loan',
  ended: 'Ended',
  withdrawn: 'Withdrawn',
};

export const conditions = ['new', 'good', 'worn', 'damaged'] as const;
export type Condition = (typeof conditions)[number];
export const conditionWords: Record<Condition, string> = {
  new: 'New',
  good: 'Good',
  worn: 'Worn, works',
  damaged: 'Damaged',
};

/** What often goes with a thing; a person may write another. */
export const usualAccessories = [
  'Charger',
  'Case',
  'Mouse',
  'Pen',
  'Keyboard',
  'Cable',
  'Headset',
  'Key',
] as const;

/** What is looked at when a thing is back, so that the next person can use it safely. */
export const returnChecks = ['dataRemoved', 'reset', 'ready'] as const;
export type ReturnCheck = (typeof returnChecks)[number];
export const returnCheckWords: Record<ReturnCheck, string> = {
  dataRemoved: 'Its holder’s data is off it, and saved where it belongs',
  reset: 'It was set up again or reset',
  ready: 'It is ready for the next person',
};

/** What was not looked at of a thing that is back and can keep data; empty for what keeps none. */
export function checksOpen(
  kind: AssetKind,
  checklist: Partial<Record<ReturnCheck, boolean>> | null,
): ReturnCheck[] {
  return dataKinds.includes(kind) ? returnChecks.filter(check => checklist?.[check] !== true) : [];
}

export const outcomes = ['returned', 'lost', 'stolen'] as const;
export type Outcome = (typeof outcomes)[number];
export const outcomeWords: Record<Outcome, string> = {
  returned: 'Back',
  lost: 'Lost',
  stolen: 'Stolen',
};

/** Where a thing may go when it is back. */
export const afterReturn = [
  'in_stock',
  'in_service',
  'in_repair',
  'quarantined',
] as const satisfies readonly AssetState[];

/** Computers whose disk an agent can look at: these leave the school only when it is encrypted. */
export const encryptedKinds: readonly AssetKind[] = ['laptop', 'desktop', 'server'];

/** A statement about personal use holds for a year. */
export const statementDays = 365;
