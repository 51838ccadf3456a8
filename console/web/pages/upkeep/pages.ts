import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const upkeepPages: RouteObject[] = [
  page('checks', 'assets.read', async () => (await import('./ChecksPage.tsx')).ChecksPage),
  page('upkeep', 'upkeep.read', async () => (await import('./UpkeepPage.tsx')).UpkeepPage),
];
