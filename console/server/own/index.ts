/** One's own: what a member of staff reads of the computers they hold and of what they have on loan. */
export { routes } from './routes.ts';
