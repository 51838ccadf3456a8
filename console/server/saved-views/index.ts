/** Saved views: each person's own names for filters, order and columns of the device list. */
export { routes } from './routes.ts';
