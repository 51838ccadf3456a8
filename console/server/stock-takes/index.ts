/** Stock-takes: what is expected where, what people found, and a second person's name under it. */
export { takeMatters } from './matters.ts';
export { routes } from './routes.ts';
