/** What the school has promised, as the headteacher sees it. */
export { routes } from './routes.ts';
