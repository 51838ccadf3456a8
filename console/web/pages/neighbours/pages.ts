import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const neighboursPages: RouteObject[] = [
  page('neighbours', 'neighbours.read', async () => (await import('./NeighboursPage.tsx')).NeighboursPage),
  page('neighbours/import', 'neighbours.edit', async () => (await import('./ImportPage.tsx')).ImportPage),
];
