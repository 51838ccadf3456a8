/** Stock-takes: what is expected where, what people found, and a second person's name under it. */
export { takesToSign } from './finish.ts';
export { letGo } from './let-go.ts';
export { takeMatters } from './matters.ts';
export { routes } from './routes.ts';
