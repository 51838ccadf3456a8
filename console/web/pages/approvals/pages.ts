import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const approvalsPages: RouteObject[] = [
  page('approvals', 'approvals.read', async () => (await import('./ApprovalsPage.tsx')).ApprovalsPage),
  page('approvals/:id', 'approvals.read', async () => (await import('./ApprovalPage.tsx')).ApprovalPage),
];
