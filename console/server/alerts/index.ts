/** Alerts that people will read: one digest on school mornings, incidents at once, nothing twice. */
export { routes } from './routes.ts';
export { startAlerts } from './start.ts';
