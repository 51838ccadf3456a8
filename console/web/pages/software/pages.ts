import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const softwarePages: RouteObject[] = [
  page('software', 'software.read', async () => (await import('./SoftwarePage.tsx')).SoftwarePage),
  page(
    'software/support-ends',
    'software.read',
    async () => (await import('./SupportEndsPage.tsx')).SupportEndsPage,
  ),
  page(
    'software/not-approved',
    'software.read',
    async () => (await import('./UnapprovedPage.tsx')).UnapprovedPage,
  ),
  page('software/:id', 'software.read', async () => (await import('./TitlePage.tsx')).TitlePage),
];
