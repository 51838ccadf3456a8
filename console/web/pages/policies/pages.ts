import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const policiesPages: RouteObject[] = [
  page('policies', 'policies.read', async () => (await import('./PoliciesPage.tsx')).PoliciesPage),
  page(
    'policies/exceptions',
    'exceptions.read',
    async () => (await import('./ExceptionsPage.tsx')).ExceptionsPage,
  ),
  page('policies/rules', 'policies.read', async () => (await import('./RulesPage.tsx')).RulesPage),
  page('policies/versions/:id', 'policies.read', async () => (await import('./VersionPage.tsx')).VersionPage),
  page('policies/:place', 'policies.read', async () => (await import('./PlacePage.tsx')).PlacePage),
];
