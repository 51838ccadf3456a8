/** Loans: who has what, since when, under which agreement, and how it came back. */
export { type LoanMatters, loanMatters } from './matters.ts';
export { routes } from './routes.ts';
export { seekLoans } from './seek.ts';
