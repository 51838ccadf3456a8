/** What computers collected about themselves by order: put together, downloaded by the technician, forgotten. */
export { startForgettingDiagnostics } from './forget.ts';
export { heardDiagnostics } from './hear.ts';
export { routes } from './routes.ts';
