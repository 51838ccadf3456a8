import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const incidentsPages: RouteObject[] = [
  page('incidents', 'incidents.read', async () => (await import('./IncidentsPage.tsx')).IncidentsPage),
  page('incidents/:id', 'incidents.read', async () => (await import('./IncidentPage.tsx')).IncidentPage),
];
