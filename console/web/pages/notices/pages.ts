import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const noticesPages: RouteObject[] = [
  page('notices', 'notices.read', async () => (await import('./NoticesPage.tsx')).NoticesPage),
  page('notices/new', 'notices.edit', async () => (await import('./NewMessagePage.tsx')).NewMessagePage),
  page('notices/round', 'notices.edit', async () => (await import('./NewRoundPage.tsx')).NewRoundPage),
  page('notices/rules', 'notices.read', async () => (await import('./RulesPage.tsx')).RulesPage),
  page('notices/:id', 'notices.read', async () => (await import('./NoticePage.tsx')).NoticePage),
];
