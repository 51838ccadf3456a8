import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const peoplePages: RouteObject[] = [
  page('people/everybody', 'persons.read', async () => (await import('./EverybodyPage.tsx')).EverybodyPage),
  page('people/:id', 'persons.read', async () => (await import('./OnePersonPage.tsx')).OnePersonPage),
  page('people', 'people.manage', async () => (await import('./PeoplePage.tsx')).PeoplePage),
];
