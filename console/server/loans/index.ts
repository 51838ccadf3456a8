/** Loans: who has what, since when, under which agreement, and how it came back. */
export { forgetting } from './forget.ts';
export { stateOwnUse } from './later.ts';
export { listLoans, loansToDecide } from './list.ts';
export { type LoanMatters, loanMatters } from './matters.ts';
export { readToSign, signOwn } from './own-signature.ts';
export { readLoan } from './present.ts';
export { routes } from './routes.ts';
export { seekLoans } from './seek.ts';
export { startLoans } from './start.ts';
