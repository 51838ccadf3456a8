/** Saved views: each person's own names for filters, order and columns of a list. */
export { routes } from './routes.ts';
