/** Who has what is quarantined as evidence. */
export { routes } from './routes.ts';
