/** What the school has promised, as the headteacher sees it, today and on any day that was kept. */
export { listDays, readDay, verdictsBetween, verifyDays } from './days.ts';
export { startKeeping } from './keeping.ts';
export { routes } from './routes.ts';
