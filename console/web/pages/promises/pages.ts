import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const promisesPages: RouteObject[] = [
  page('reports', 'reports.read', async () => (await import('./ReportsPage.tsx')).ReportsPage),
  page('reports/:number', 'reports.read', async () => (await import('./ReportPage.tsx')).ReportPage),
  page('promises', 'promises.read', async () => (await import('./PromisesPage.tsx')).PromisesPage),
  page('promises/words', 'clauses.edit', async () => (await import('./WordsPage.tsx')).WordsPage),
  page('promises/not-yet', 'promises.read', async () => (await import('./NotYetPage.tsx')).NotYetPage),
  page('promises/week', 'promises.read', async () => (await import('./WeekPage.tsx')).WeekPage),
  page('promises/report', 'promises.read', async () => (await import('./GovernorsPage.tsx')).GovernorsPage),
  page(
    'promises/days/:day',
    'promises.read',
    async () => (await import('./PromiseDayPage.tsx')).PromiseDayPage,
  ),
  page(
    'promises/days/:day/promises/:key',
    'promises.read',
    async () => (await import('./PastPromisePage.tsx')).PastPromisePage,
  ),
  page(
    'promises/days/:day/checks/:control',
    'devices.read',
    async () => (await import('./BehindDayPage.tsx')).BehindDayPage,
  ),
  page('promises/records/:line', 'promises.read', async () => (await import('./RecordPage.tsx')).RecordPage),
  page('promises/:key', 'promises.read', async () => (await import('./PromisePage.tsx')).PromisePage),
];
