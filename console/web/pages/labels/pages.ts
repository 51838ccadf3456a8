import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const labelsPages: RouteObject[] = [
  page('labels', 'assets.edit', async () => (await import('./LabelsPage.tsx')).LabelsPage),
  page('a/:tag', 'assets.read', async () => (await import('./TagPage.tsx')).TagPage),
];
