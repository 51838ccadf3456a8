import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const mediaPages: RouteObject[] = [
  page('media', 'media.read', async () => (await import('./MediaPage.tsx')).MediaPage),
  page('media/import', 'media.edit', async () => (await import('./ImportPage.tsx')).ImportPage),
  page('media/:id', 'media.read', async () => (await import('./MediumPage.tsx')).MediumPage),
];
