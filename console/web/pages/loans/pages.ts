import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const loansPages: RouteObject[] = [
  page('loans', 'loans.read', async () => (await import('./LoansPage.tsx')).LoansPage),
  page('loans/new', 'loans.edit', async () => (await import('./NewLoanPage.tsx')).NewLoanPage),
  page('loans/sets', 'loans.read', async () => (await import('./SetsPage.tsx')).SetsPage),
  page('loans/agreement', 'loans.read', async () => (await import('./AgreementPage.tsx')).AgreementPage),
  page('loans/:id', 'loans.read', async () => (await import('./LoanPage.tsx')).LoanPage),
];
