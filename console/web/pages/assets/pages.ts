import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const assetsPages: RouteObject[] = [
  page('assets', 'assets.read', async () => (await import('./AssetsPage.tsx')).AssetsPage),
  page('assets/new', 'assets.edit', async () => (await import('./NewAssetPage.tsx')).NewAssetPage),
  page('assets/import', 'assets.edit', async () => (await import('./ImportPage.tsx')).ImportPage),
  page('assets/mistakes', 'assets.read', async () => (await import('./MistakesPage.tsx')).MistakesPage),
  page('assets/:id', 'assets.read', async () => (await import('./AssetPage.tsx')).AssetPage),
];
