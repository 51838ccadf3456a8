import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const vulnerabilitiesPages: RouteObject[] = [
  page(
    'vulnerabilities',
    'software.read',
    async () => (await import('./VulnerabilitiesPage.tsx')).VulnerabilitiesPage,
  ),
  page(
    'vulnerabilities/advisories',
    'software.read',
    async () => (await import('./AdvisoriesPage.tsx')).AdvisoriesPage,
  ),
  page(
    'vulnerabilities/:id',
    'software.read',
    async () => (await import('./VulnerabilityPage.tsx')).VulnerabilityPage,
  ),
];
