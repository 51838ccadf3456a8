import type { RouteObject } from 'react-router';
import { page } from '../../lazy-page.tsx';

export const stockTakePages: RouteObject[] = [
  page('stock-takes', 'stock_takes.read', async () => (await import('./StockTakesPage.tsx')).StockTakesPage),
  page(
    'stock-takes/:id',
    'stock_takes.read',
    async () => (await import('./StockTakePage.tsx')).StockTakePage,
  ),
];
