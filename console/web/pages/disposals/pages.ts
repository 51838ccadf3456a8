import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const disposalsPages: RouteObject[] = [
  page('disposals', 'disposals.read', async () => (await import('./DisposalsPage.tsx')).DisposalsPage),
  page(
    'disposals/write-offs/new',
    'disposals.edit',
    async () => (await import('./NewWriteOffPage.tsx')).NewWriteOffPage,
  ),
  page(
    'disposals/write-offs/:id',
    'disposals.read',
    async () => (await import('./WriteOffPage.tsx')).WriteOffPage,
  ),
  page('disposals/things', 'disposals.read', async () => (await import('./ThingsPage.tsx')).ThingsPage),
  page('disposals/items/:id', 'disposals.read', async () => (await import('./ItemPage.tsx')).ItemPage),
  page('disposals/batches/:id', 'disposals.read', async () => (await import('./BatchPage.tsx')).BatchPage),
  page('disposals/batches/:id/van', 'disposals.edit', async () => (await import('./VanPage.tsx')).VanPage),
  page(
    'disposals/contractors',
    'disposals.read',
    async () => (await import('./ContractorsPage.tsx')).ContractorsPage,
  ),
];
