/** Stock-takes: what is expected where, what people found, and a second person's name under it. */
export { letGo } from './let-go.ts';
export { takeMatters } from './matters.ts';
export { routes } from './routes.ts';
